using System.Collections.Immutable;
using Sightglass.Expressions.Syntax;

namespace Sightglass.Expressions.Evaluation;

/// <summary>
/// Turns a tree into steps with jumps. An unknown operand does not end an <c>&amp;&amp;</c>: evaluation goes on in a copy of the rest
/// in which only false still matters, because only false can decide; an <c>||</c> likewise with true. In such a copy every unknown
/// goes where its counterpart goes, so copies are not copied again, and a program has at most (nesting depth + 1) steps a predicate.
/// </summary>
internal sealed class ProgramBuilder
{
    private readonly ImmutableArray<Predicate> _predicates;
    private readonly List<Step> _steps = [];

    private ProgramBuilder(ImmutableArray<Predicate> predicates) => _predicates = predicates;

    public static CompiledExpression Build(Node root, ImmutableArray<Predicate> predicates)
    {
        var builder = new ProgramBuilder(predicates);
        var entry = builder.Add(root, Step.EndTrue, Step.EndFalse, Step.EndUnknown);
        return new CompiledExpression([.. builder._steps], entry);
    }

    // Builds from the end to the beginning, since a step needs to know its targets. Returns the entry.
    private int Add(Node node, int onTrue, int onFalse, int onUnknown)
    {
        switch (node)
        {
            case AndNode and:
                return AddAll(and.Operands, onTrue, onFalse, onUnknown, isAnd: true);
            case OrNode or:
                return AddAll(or.Operands, onTrue, onFalse, onUnknown, isAnd: false);
            case NotNode not:
                return Add(not.Operand, onFalse, onTrue, onUnknown);
            case PredicateNode predicate:
                _steps.Add(new Step(_predicates[predicate.Index], onTrue, onFalse, onUnknown));
                return _steps.Count - 1;
            default:
                throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    private int AddAll(ImmutableArray<Node> operands, int onTrue, int onFalse, int onUnknown, bool isAnd)
    {
        var decided = isAnd ? onFalse : onTrue;
        var rest = isAnd ? onTrue : onFalse;
        var restAfterUnknown = onUnknown;
        for (var i = operands.Length - 1; i >= 0; i--)
        {
            var entry = AddOperand(operands[i], decided, rest, restAfterUnknown, isAnd);

            // Where unknown leads where the operator's undecided or decided result leads, no copy is needed; nor for the first operand,
            // which has no unknown before it.
            restAfterUnknown = rest == restAfterUnknown ? entry
                : restAfterUnknown == decided || i == 0 ? restAfterUnknown
                : AddOperand(operands[i], decided, restAfterUnknown, restAfterUnknown, isAnd);
            rest = entry;
        }

        return rest;
    }

    private int AddOperand(Node operand, int decided, int next, int nextAfterUnknown, bool isAnd) => isAnd
        ? Add(operand, next, decided, nextAfterUnknown)
        : Add(operand, decided, next, nextAfterUnknown);
}
