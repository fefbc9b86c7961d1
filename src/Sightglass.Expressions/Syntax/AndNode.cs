using System.Collections.Immutable;

namespace Sightglass.Expressions.Syntax;

/// <summary>Two or more operands joined by <c>&amp;&amp;</c>.</summary>
internal sealed class AndNode(ImmutableArray<Node> operands) : Node
{
    public ImmutableArray<Node> Operands { get; } = operands;
}
