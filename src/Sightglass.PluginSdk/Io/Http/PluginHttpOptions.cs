namespace Sightglass.PluginSdk.Io.Http;

/// <summary>How a plugin's HTTP client behaves. Equal options may share a client.</summary>
public sealed record PluginHttpOptions
{
    /// <summary>Time to connect, TLS included. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for a whole call, connecting and reading the body included. Default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an idle connection is kept. Default 60 s; zero keeps none.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Connections to one server at most. Default 128.</summary>
    public int MaxConnections { get; init; } = 128;

    /// <summary>The largest response body in bytes. Default 8 MiB.</summary>
    public int MaxResponseBody { get; init; } = 8 * 1024 * 1024;

    /// <summary>TLS towards https servers.</summary>
    public TlsClientOptions Tls { get; init; } = TlsClientOptions.Verified;
}
