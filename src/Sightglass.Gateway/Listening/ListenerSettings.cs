using System.Net;

namespace Sightglass.Gateway.Listening;

/// <summary>One address the proxy listens on (<c>proxy_listen</c>).</summary>
public sealed record ListenerSettings
{
    /// <summary>Address and port; port 0 takes a free one, which <see cref="Hosting.GatewayHost.Addresses"/> then tells.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>Whether clients speak TLS (flag <c>ssl</c>).</summary>
    public bool Tls { get; init; }

    /// <summary>Whether HTTP/2 is offered: by ALPN over TLS, with prior knowledge over plain text. HTTP/1.1 is always offered.</summary>
    public bool Http2 { get; init; }

    /// <summary>Whether connections begin with a PROXY protocol preamble (flag <c>proxy_protocol</c>).</summary>
    public bool ProxyProtocol { get; init; }

    /// <summary>Connections waiting to be accepted (flag <c>backlog</c>). Default 512.</summary>
    public int Backlog { get; init; } = 512;
}
