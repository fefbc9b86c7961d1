namespace Sightglass.Expressions.Rules;

/// <summary>What became of one line of rules to evaluate.</summary>
public enum RuleLineOutcome
{
    /// <summary>The expression is true in its context.</summary>
    True,

    /// <summary>The expression is false in its context.</summary>
    False,

    /// <summary>The result depends on a field that the line lists as unknown.</summary>
    Unknown,

    /// <summary>The expression is not well-formed.</summary>
    ParseError,

    /// <summary>The expression names an unknown field or does what a type cannot.</summary>
    TypeError,

    /// <summary>The line itself is not what is expected: no JSON, no expression, or a value that is not of its field's type.</summary>
    InputError,
}
