using System.Net;

namespace Sightglass.PluginSdk;

/// <summary>The client's connection that a request came by.</summary>
/// <param name="LocalAddress">The address it was accepted at; null when unknown.</param>
/// <param name="LocalPort">The port it was accepted at, as <c>port_maps</c> reports it; 0 when unknown.</param>
/// <param name="Id">The connection's number on this node, from 1; 0 when unknown.</param>
/// <param name="Requests">Requests on this connection so far, this one included.</param>
/// <param name="TlsVersion">The TLS version in the field's spelling, for example <c>TLSv1.3</c>; null without TLS.</param>
/// <param name="TlsCipher">The cipher suite; null without TLS.</param>
/// <param name="TlsServerName">The server name that the client asked for, without a trailing dot; null when there is none.</param>
public readonly record struct ConnectionInfo(
    IPAddress? LocalAddress,
    int LocalPort,
    long Id,
    long Requests,
    string? TlsVersion = null,
    string? TlsCipher = null,
    string? TlsServerName = null);
