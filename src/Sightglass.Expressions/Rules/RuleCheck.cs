using System.Collections.Immutable;
using Sightglass.Expressions.Errors;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Staging;

namespace Sightglass.Expressions.Rules;

/// <summary>
/// What there is to know about a rule before it is used: whether it is valid, how it is read, which fields it uses, and at which stage
/// of a request it can decide. This is what <c>sightglass rule check</c> shows.
/// </summary>
public sealed class RuleCheck
{
    private RuleCheck(string text, Expression? expression, ExpressionError? error)
    {
        Text = text;
        Expression = expression;
        Error = error;
        Outcomes = expression?.OutcomesByStage() ?? [];
    }

    /// <summary>The rule as written.</summary>
    public string Text { get; }

    /// <summary>The rule; null when it is not valid.</summary>
    public Expression? Expression { get; }

    /// <summary>What is wrong with it; null when it is valid.</summary>
    public ExpressionError? Error { get; }

    /// <summary>What can be known at each stage; empty when the rule is not valid.</summary>
    public ImmutableArray<StageOutcome> Outcomes { get; }

    /// <summary>The first stage at which a request can be known not to match; null when there is none.</summary>
    public StageOutcome? FirstFalse => Outcomes.FirstOrDefault(outcome => outcome.CanBeFalse);

    /// <summary>The first stage at which a request can be known to match; null when there is none.</summary>
    public StageOutcome? FirstTrue => Outcomes.FirstOrDefault(outcome => outcome.CanBeTrue);

    /// <summary>The first stage at which every request is decided; null when the rule is not valid.</summary>
    public StageOutcome? AlwaysDecided => Outcomes.FirstOrDefault(outcome => outcome.AlwaysDecides);

    public static RuleCheck Of(string text, FieldCatalogue catalogue, Dialect dialect)
    {
        Expression.TryParse(text, catalogue, dialect, out var expression, out var error);
        return new RuleCheck(text, expression, error);
    }
}
