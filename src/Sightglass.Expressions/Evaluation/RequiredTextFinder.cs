using System.Collections.Immutable;
using Sightglass.Expressions.Syntax;

namespace Sightglass.Expressions.Evaluation;

/// <summary>Finds what a field must hold for an expression to be true, where that can be told from its form.</summary>
internal static class RequiredTextFinder
{
    // An expression that lists more than this is looked at the long way.
    private const int MaxTexts = 256;

    public static ImmutableArray<RequiredText> Find(Node node, ImmutableArray<Predicate> predicates, int fieldId) => node switch
    {
        PredicateNode predicate => OfPredicate(predicates[predicate.Index], fieldId),
        AndNode and => OfAnd(and, predicates, fieldId),
        OrNode or => OfOr(or, predicates, fieldId),
        _ => default,
    };

    // A value that is lower-cased first may be written in many ways.
    private static ImmutableArray<RequiredText> OfPredicate(Predicate predicate, int fieldId) => predicate switch
    {
        { Lower: true } => default,
        _ when predicate.Field.Id != fieldId => default,
        { Operator: ComparisonOperator.Equal } => [new RequiredText(RequiredTextKind.Whole, predicate.Constant.Text)],
        { Operator: ComparisonOperator.Prefix } => [new RequiredText(RequiredTextKind.Start, predicate.Constant.Text)],
        { Operator: ComparisonOperator.Matches } => [new RequiredText(RequiredTextKind.Pattern, predicate.Constant.Text)],
        _ => default,
    };

    // Each operand must hold, so any of them will do: the one that asks for the longest texts says most.
    private static ImmutableArray<RequiredText> OfAnd(AndNode and, ImmutableArray<Predicate> predicates, int fieldId)
    {
        var best = default(ImmutableArray<RequiredText>);
        foreach (var operand in and.Operands)
        {
            var texts = Find(operand, predicates, fieldId);
            if (!texts.IsDefault && (best.IsDefault || Shortest(texts) > Shortest(best)))
            {
                best = texts;
            }
        }

        return best;
    }

    // One operand that asks for nothing makes the others optional.
    private static ImmutableArray<RequiredText> OfOr(OrNode or, ImmutableArray<Predicate> predicates, int fieldId)
    {
        var all = ImmutableArray.CreateBuilder<RequiredText>();
        foreach (var operand in or.Operands)
        {
            var texts = Find(operand, predicates, fieldId);
            if (texts.IsDefault || all.Count + texts.Length > MaxTexts)
            {
                return default;
            }

            all.AddRange(texts);
        }

        return all.ToImmutable();
    }

    private static int Shortest(ImmutableArray<RequiredText> texts) => texts.Min(static text => text.Kind == RequiredTextKind.Pattern ? 0 : text.Text.Length);
}
