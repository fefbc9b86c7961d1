namespace Sightglass.Gateway.Node;

/// <summary>A node cannot start; the message says everything that is wrong and what to do.</summary>
public sealed class NodeStartException(string message, Exception? cause = null) : Exception(message, cause);
