using System.Collections.Immutable;
using Sightglass.Expressions.Evaluation;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Syntax;

namespace Sightglass.Expressions.Staging;

/// <summary>Finds out at which stage a rule can decide, by computing with sets of possible results.</summary>
internal static class StageAnalysis
{
    public static ImmutableArray<StageOutcome> Analyse(Node root, ImmutableArray<Predicate> predicates, FieldCatalogue catalogue)
    {
        var outcomes = ImmutableArray.CreateBuilder<StageOutcome>(catalogue.Stages.Length);
        for (var stage = 0; stage < catalogue.Stages.Length; stage++)
        {
            var possible = Possible(root, predicates, stage);
            outcomes.Add(new StageOutcome(
                stage, catalogue.Stages[stage], possible.HasFlag(Results.False), possible.HasFlag(Results.True), possible.HasFlag(Results.Unknown)));
        }

        return outcomes.MoveToImmutable();
    }

    private static Results Possible(Node node, ImmutableArray<Predicate> predicates, int stage) => node switch
    {
        PredicateNode predicate => predicates[predicate.Index].Field.Definition.Stage <= stage ? Results.True | Results.False : Results.Unknown,
        NotNode not => Negate(Possible(not.Operand, predicates, stage)),
        AndNode and => and.Operands.Select(operand => Possible(operand, predicates, stage)).Aggregate(And),
        OrNode or => Negate(or.Operands.Select(operand => Negate(Possible(operand, predicates, stage))).Aggregate(And)),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    private static Results Negate(Results results) =>
        (results & Results.Unknown)
        | (results.HasFlag(Results.True) ? Results.False : Results.None)
        | (results.HasFlag(Results.False) ? Results.True : Results.None);

    private static Results And(Results left, Results right)
    {
        var both = left & right & Results.True;
        var either = (left | right) & Results.False;

        // Unknown with unknown or with true; a false beside it would decide.
        var unknown = (left.HasFlag(Results.Unknown) && (right & (Results.Unknown | Results.True)) != 0)
            || (right.HasFlag(Results.Unknown) && (left & (Results.Unknown | Results.True)) != 0);
        return both | either | (unknown ? Results.Unknown : Results.None);
    }

    [Flags]
    private enum Results
    {
        None = 0,
        Unknown = 1,
        False = 2,
        True = 4,
    }
}
