using Microsoft.AspNetCore.Http;

namespace Sightglass.Gateway.Routing;

/// <summary>What routes are matched against.</summary>
internal readonly ref struct RouterRequest
{
    public required string Method { get; init; }

    /// <summary>Without its port.</summary>
    public required ReadOnlySpan<char> Host { get; init; }

    /// <summary>The Host header's port; the listener's when it has none.</summary>
    public required int Port { get; init; }

    /// <summary>In normal form.</summary>
    public required string Path { get; init; }

    /// <summary>The request itself, for routes whose condition is an expression.</summary>
    public Pipeline.RequestContext? Context { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    public required bool IsTls { get; init; }

    /// <summary>The TLS server name without a trailing dot; null when the client sent none.</summary>
    public required string? ServerName { get; init; }
}
