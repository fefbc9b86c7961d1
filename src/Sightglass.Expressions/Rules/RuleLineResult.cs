namespace Sightglass.Expressions.Rules;

/// <summary>The answer to one line.</summary>
/// <param name="Outcome">The result.</param>
/// <param name="Message">The error, or what to know about a result that is none; null when there is nothing to say.</param>
public sealed record RuleLineResult(RuleLineOutcome Outcome, string? Message)
{
    /// <summary>The outcome's name in the output: <c>true</c>, <c>false</c>, <c>unknown</c>, <c>parse_error</c>, <c>type_error</c> or <c>input_error</c>.</summary>
    public string OutcomeName => Outcome switch
    {
        RuleLineOutcome.True => "true",
        RuleLineOutcome.False => "false",
        RuleLineOutcome.Unknown => "unknown",
        RuleLineOutcome.ParseError => "parse_error",
        RuleLineOutcome.TypeError => "type_error",
        _ => "input_error",
    };
}
