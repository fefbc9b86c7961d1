using System.Net;

namespace Sightglass.Gateway.Listening;

/// <summary>What is known of a client's connection. Requests of the connection share it.</summary>
internal sealed class ConnectionState
{
    private readonly Lock _gate = new();
    private byte[]? _forwardHeaders;
    private Upstream.UpstreamConnection? _upstream;
    private bool _closed;
    private long _requests;

    public ConnectionState(IPEndPoint peer, IPEndPoint local, ListenerRuntime listener, long acceptedTimestamp)
    {
        Peer = peer;
        Local = local;
        PeerAddress = peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address;
        LocalAddress = local.Address.IsIPv4MappedToIPv6 ? local.Address.MapToIPv4() : local.Address;
        PeerAddressText = PeerAddress.ToString();
        LocalAddressText = LocalAddress.ToString();
        Listener = listener;
        AcceptedTimestamp = acceptedTimestamp;
    }

    /// <summary>The connection's number on this node, from 1.</summary>
    public long Id { get; init; }

    public IPEndPoint Peer { get; }

    public IPEndPoint Local { get; }

    /// <summary>The TCP peer's address; IPv4 in its own form even when it arrived over an IPv6 socket.</summary>
    public IPAddress PeerAddress { get; }

    public IPAddress LocalAddress { get; }

    public string PeerAddressText { get; }

    public string LocalAddressText { get; }

    public ListenerRuntime Listener { get; }

    /// <summary>When the connection was accepted, in ticks of the trace's clock.</summary>
    public long AcceptedTimestamp { get; }

    /// <summary>Requests so far, the current one included.</summary>
    public long RequestCount => Volatile.Read(ref _requests);

    /// <summary>Counts a request. Streams of an HTTP/2 connection do so at once.</summary>
    public long CountRequest() => Interlocked.Increment(ref _requests);

    /// <summary>Whether the peer is one of <c>trusted_ips</c>.</summary>
    public bool PeerIsTrusted { get; init; }

    /// <summary>
    /// The client's address and port as the peer's PROXY protocol preamble tells them; null when there was none that does. Never the peer itself, and believed only
    /// of a trusted one, where <c>real_ip_header</c> is <c>proxy_protocol</c>.
    /// </summary>
    public IPEndPoint? ProxiedClient { get; set; }

    /// <summary>The decrypted bytes from the client. Null until the connection's HTTP side exists.</summary>
    public WireReader? Input { get; set; }

    /// <summary>The bytes to the client before encryption.</summary>
    public WireWriter? Output { get; set; }

    /// <summary>Set on TLS connections.</summary>
    public HandshakeState? Handshake { get; set; }

    /// <summary>Cancelled when the client is gone.</summary>
    public CancellationToken Closed { get; init; }

    /// <summary>
    /// The forwarding headers of a request that brings none itself: the same bytes for every request of the connection.
    /// </summary>
    public ReadOnlySpan<byte> ForwardHeaders(string scheme)
        => _forwardHeaders ??= System.Text.Encoding.Latin1.GetBytes(
            $"X-Real-IP: {PeerAddressText}\r\nX-Forwarded-For: {PeerAddressText}\r\nX-Forwarded-Proto: {scheme}\r\nX-Forwarded-Port: {Listener.Port}\r\n");

    /// <summary>
    /// Ties an upstream connection to the client's: when the client goes away it is aborted. HTTP/1.x only, where a connection has
    /// one request at a time; the alternative, a cancellation registration per wait, costs more than the rest of the exchange.
    /// </summary>
    /// <returns>False when the client is already gone.</returns>
    public bool Attach(Upstream.UpstreamConnection upstream)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _upstream = upstream;
            return true;
        }
    }

    /// <summary>Ends what <see cref="Attach"/> began. Must come before the upstream connection is returned to its pool.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _upstream = null;
        }
    }

    /// <summary>The client is gone.</summary>
    public void OnClosed()
    {
        lock (_gate)
        {
            _closed = true;
            _upstream?.Abort();
        }
    }
}
