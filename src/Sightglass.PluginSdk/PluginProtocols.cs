using System.Collections.Immutable;

namespace Sightglass.PluginSdk;

/// <summary>Sets of protocols that plugins are for.</summary>
public static class PluginProtocols
{
    /// <summary>HTTP and gRPC.</summary>
    public static ImmutableArray<string> Http { get; } = ["grpc", "grpcs", "http", "https"];

    /// <summary>Those of streams too: for plugins that do not look at a request's content.</summary>
    public static ImmutableArray<string> All { get; } = ["grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"];
}
