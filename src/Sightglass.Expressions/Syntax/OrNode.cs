using System.Collections.Immutable;

namespace Sightglass.Expressions.Syntax;

/// <summary>Two or more operands joined by <c>||</c>.</summary>
internal sealed class OrNode(ImmutableArray<Node> operands) : Node
{
    public ImmutableArray<Node> Operands { get; } = operands;
}
