namespace Sightglass.Expressions;

/// <summary>Something that a field's value must be for an expression to be true; see <see cref="Expression.RequiredTexts"/>.</summary>
/// <param name="Kind">How to read the text.</param>
/// <param name="Text">The text, or the regular expression.</param>
public readonly record struct RequiredText(RequiredTextKind Kind, string Text);
