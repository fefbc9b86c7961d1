using System.Net;

namespace Sightglass.Configuration.Settings;

/// <summary>An address that is listened on.</summary>
/// <param name="Address">The address; Any for all.</param>
/// <param name="Port">The port; 0 for one the system chooses.</param>
public sealed record Listener(IPAddress Address, int Port)
{
    /// <summary>Whether connections are TLS.</summary>
    public bool Ssl { get; init; }

    /// <summary>Whether HTTP/2 is offered.</summary>
    public bool Http2 { get; init; }

    /// <summary>Whether connections begin with a PROXY protocol header.</summary>
    public bool ProxyProtocol { get; init; }

    /// <summary>Whether other sockets may listen on the same port.</summary>
    public bool ReusePort { get; init; }

    /// <summary>Connections that may wait to be accepted; null for the system's default.</summary>
    public int? Backlog { get; init; }

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>The listener as it is written.</summary>
    public override string ToString() =>
        new IPEndPoint(Address, Port) + (Http2 ? " http2" : "") + (Ssl ? " ssl" : "") + (ProxyProtocol ? " proxy_protocol" : "")
        + (ReusePort ? " reuseport" : "") + (Backlog is { } backlog ? $" backlog={backlog}" : "");
}
