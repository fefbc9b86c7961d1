using System.Net;
using Microsoft.AspNetCore.Connections;
using Sightglass.Gateway.Errors;
using Sightglass.Gateway.Pipeline;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Listening;

/// <summary>Connection middleware: notes what happens on a client's connection below HTTP, before and after encryption.</summary>
internal static class ConnectionWatch
{
    private static readonly IPEndPoint Unknown = new(IPAddress.None, 0);

    /// <summary>1 accept: the outermost layer, around the bytes as they are on the wire.</summary>
    public static Func<ConnectionDelegate, ConnectionDelegate> Accept(ListenerRuntime listener, GatewayRuntime runtime)
        => next => connection => AcceptAsync(connection, next, listener, runtime);

    /// <summary>The innermost layer, around the bytes that the HTTP parser reads and writes.</summary>
    public static Func<ConnectionDelegate, ConnectionDelegate> Http(TracingGate gate, RefusalText refusals) => next => connection =>
    {
        var state = connection.Features.Get<ConnectionState>()!;
        if (state.Handshake is { } handshake)
        {
            handshake.Finished = TraceRecorder.Now();
        }

        state.Input = new WireReader(connection.Transport.Input, gate);
        state.Output = new WireWriter(connection.Transport.Output, refusals);
        connection.Transport = new WireDuplex(state.Input, state.Output);
        return next(connection);
    };

    private static async Task AcceptAsync(
        ConnectionContext connection,
        ConnectionDelegate next,
        ListenerRuntime listener,
        GatewayRuntime runtime)
    {
        var peer = connection.RemoteEndPoint as IPEndPoint ?? Unknown;
        var state = new ConnectionState(peer, connection.LocalEndPoint as IPEndPoint ?? Unknown, listener, TraceRecorder.Now())
        {
            Id = runtime.Metrics.ConnectionAccepted(),
            Closed = connection.ConnectionClosed,
            PeerIsTrusted = runtime.RealIp.IsTrusted(peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address),
        };
        connection.Features.Set(state);
        using var registration = connection.ConnectionClosed.UnsafeRegister(static state => ((ConnectionState)state!).OnClosed(), state);
        try
        {
            if (listener.Settings.ProxyProtocol && !await ReadPreambleAsync(connection, state, runtime).ConfigureAwait(false))
            {
                return;
            }

            WatchEncryption(connection, state, listener);
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            runtime.Metrics.ConnectionClosed();
        }
    }

    // Before anything else: what it is in front of may be encrypted.
    private static async ValueTask<bool> ReadPreambleAsync(ConnectionContext connection, ConnectionState state, GatewayRuntime runtime)
    {
        var preamble = await ProxyPreamble.ReadAsync(connection, runtime.Options.RequestHeadersTimeout, runtime.Time).ConfigureAwait(false);
        if (preamble is { IsValid: true })
        {
            state.ProxiedClient = preamble.Client;
            return true;
        }

        runtime.RequestLog.NoPreamble(state.Peer, preamble is null ? "it did not come in time" : "what came is none");
        connection.Abort();
        return false;
    }

    private static void WatchEncryption(ConnectionContext connection, ConnectionState state, ListenerRuntime listener)
    {
        if (listener.Settings.Tls)
        {
            var encrypted = new WireReader(connection.Transport.Input, null);
            state.Handshake = new HandshakeState { Encrypted = encrypted };
            connection.Transport = new WireDuplex(encrypted, new WireWriter(connection.Transport.Output, hello: state.Handshake.Hello));
        }
    }
}
