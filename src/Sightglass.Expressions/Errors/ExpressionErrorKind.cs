namespace Sightglass.Expressions.Errors;

/// <summary>Which check refused an expression.</summary>
public enum ExpressionErrorKind
{
    /// <summary>The text is not an expression. Malformed regular expressions, addresses and CIDRs count here.</summary>
    Parse,

    /// <summary>The expression is well-formed, but names an unknown field or does something a field's type cannot do.</summary>
    Type,
}
