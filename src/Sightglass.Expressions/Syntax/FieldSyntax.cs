namespace Sightglass.Expressions.Syntax;

/// <summary>The left-hand side of a predicate, as written.</summary>
/// <param name="Name">The field's name; for a bracketed field with <c>["*"]</c> in place of the bracket.</param>
/// <param name="BracketLabel">The text in the bracket; null for the other fields.</param>
/// <param name="Span">Where the name is.</param>
/// <param name="Any">Wrapped in <c>any()</c>.</param>
/// <param name="Lower">Wrapped in <c>lower()</c>.</param>
/// <param name="LowerSpan">Where the first <c>lower</c> is.</param>
internal sealed record FieldSyntax(string Name, string? BracketLabel, SourceSpan Span, bool Any, bool Lower, SourceSpan LowerSpan);
