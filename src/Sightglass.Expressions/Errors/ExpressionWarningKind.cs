namespace Sightglass.Expressions.Errors;

/// <summary>What a warning is about.</summary>
public enum ExpressionWarningKind
{
    /// <summary>A field was named by a spelling that is kept for old configurations only.</summary>
    DeprecatedField,

    /// <summary><c>&amp;&amp;</c> and <c>||</c> are mixed without parentheses, and <c>||</c> binds tighter.</summary>
    MixedPrecedence,

    /// <summary>A <c>lower()</c> field is compared with a constant that has upper-case letters.</summary>
    UpperCaseConstant,
}
