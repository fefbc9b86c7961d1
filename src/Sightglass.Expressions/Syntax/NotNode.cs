namespace Sightglass.Expressions.Syntax;

/// <summary>A negated group.</summary>
internal sealed class NotNode(Node operand) : Node
{
    public Node Operand { get; } = operand;
}
