namespace Sightglass.Expressions.Errors;

/// <summary>Something in a valid expression that is likely not what its author meant, or that will go away.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Position">Where it is.</param>
/// <param name="Message">What to know and what to write instead.</param>
public sealed record ExpressionWarning(ExpressionWarningKind Kind, SourcePosition Position, string Message);
