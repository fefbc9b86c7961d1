using Sightglass.Expressions.Patterns;

namespace Sightglass.Expressions.Syntax;

/// <summary>One <c>field operator constant</c>, before the field is looked up.</summary>
internal sealed class PredicateNode : Node
{
    /// <summary>The predicate's place among all of the expression, in source order.</summary>
    public required int Index { get; init; }

    public required FieldSyntax Field { get; init; }

    public required ComparisonOperator Operator { get; init; }

    public required SourceSpan OperatorSpan { get; init; }

    public required Constant Constant { get; init; }

    public required SourceSpan ConstantSpan { get; init; }

    /// <summary>The compiled constant of <c>~</c>; null for every other operator.</summary>
    public CompiledPattern? Pattern { get; init; }
}
