namespace Sightglass.Expressions.Fields;

/// <summary>What a name in an expression stands for.</summary>
/// <param name="Definition">The field.</param>
/// <param name="Label">What stands for its star; default for a plain field.</param>
/// <param name="IsDeprecatedName">The name is kept for old configurations only.</param>
/// <param name="Alias">The other name that was used; null for the canonical one. Deprecated names do not count.</param>
internal readonly record struct ResolvedField(FieldDefinition Definition, FieldLabel Label, bool IsDeprecatedName, string? Alias = null);
