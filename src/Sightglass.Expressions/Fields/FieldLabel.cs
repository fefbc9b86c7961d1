namespace Sightglass.Expressions.Fields;

/// <summary>What the author wrote in place of a definition's star, in its canonical spelling.</summary>
/// <param name="Text">The label, for example <c>x_foo</c> of <c>http.headers.x_foo</c>.</param>
/// <param name="First">For labels that number something: the first index, zero-based; -1 otherwise.</param>
/// <param name="Last">For labels that number something: the last index, inclusive; -1 otherwise.</param>
public readonly record struct FieldLabel(string Text, int First = -1, int Last = -1);
