namespace Sightglass.Gateway.Pipeline;

/// <summary>Who ended a request without asking an upstream, and in which format the client is told (gateway.md 6).</summary>
internal enum ExitKind
{
    /// <summary>Nobody: the request goes on.</summary>
    None,

    /// <summary>The gateway or a plugin, with a message: format by <c>Accept</c>.</summary>
    Error,

    /// <summary>The proxy failed: format by <c>Accept</c>, else the request's <c>Content-Type</c>, else the configured default.</summary>
    ProxyFailure,

    /// <summary>The HTTP layer refuses the request line; what the client accepts is not looked at, and the connection ends.</summary>
    Refusal,

    /// <summary>A plugin, with a body of its own.</summary>
    Body,
}
