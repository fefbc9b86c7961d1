namespace Sightglass.PluginSdk.Io.Redis;

/// <summary>How to reach a Redis server. Equal options may share a client.</summary>
public sealed record RedisOptions
{
    /// <summary>The server's name or address.</summary>
    public required string Host { get; init; }

    /// <summary>The server's port. Default 6379.</summary>
    public int Port { get; init; } = 6379;

    /// <summary>Time for connecting (with TLS and authentication), and again for one call. Default 2 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The user of an access control list; null for the default user.</summary>
    public string? Username { get; init; }

    /// <summary>The password; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>The database's number.</summary>
    public int Database { get; init; }

    /// <summary>TLS; null for none.</summary>
    public TlsClientOptions? Tls { get; init; }

    /// <summary>Idle connections kept. Default 64.</summary>
    public int PoolSize { get; init; } = 64;

    /// <summary>Connections in use at most; further calls wait, within their time. Default 256.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>How long an idle connection is kept. Default 60 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest reply in bytes. Default 16 MiB.</summary>
    public int MaxReply { get; init; } = 16 * 1024 * 1024;

    /// <summary>Host and port, without secrets.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
