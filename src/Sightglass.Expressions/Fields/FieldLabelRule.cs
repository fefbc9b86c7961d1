namespace Sightglass.Expressions.Fields;

/// <summary>
/// Checks what the author wrote in place of a definition's star and brings it into its canonical spelling. Returns null when the label
/// is fine, otherwise the message of the error.
/// </summary>
public delegate string? FieldLabelRule(string written, out FieldLabel label);
