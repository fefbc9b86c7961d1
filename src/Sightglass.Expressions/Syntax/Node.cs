namespace Sightglass.Expressions.Syntax;

/// <summary>A node of a parsed expression.</summary>
internal abstract class Node;
