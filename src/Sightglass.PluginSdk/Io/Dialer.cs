using System.Net;
using System.Net.Sockets;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.PluginSdk.Io;

/// <summary>Resolves and connects, for all clients.</summary>
internal static class Dialer
{
    /// <summary>Resolves a name under a <c>kong.dns</c> span; literals need none.</summary>
    public static async ValueTask<NameResolution> ResolveAsync(
        INameResolver resolver,
        IoScope scope,
        string host,
        CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return new NameResolution([literal], null, null);
        }

        var span = scope.Start(SpanNames.Dns, LatencyKind.Dns);
        span.Set(AttributeKeys.ProxyKongDnsDomain, host);
        try
        {
            var resolution = await resolver.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
            span.Set(AttributeKeys.ProxyKongDnsEntry, resolution.Tries ?? DescribeTries(span, host, resolution));
            if (resolution.Error is not null)
            {
                span.Fail(resolution.Error);
                throw new PluginIoException(PluginIoError.NameResolution, $"{host}: name resolution failed: {resolution.Error}");
            }

            return resolution;
        }
        finally
        {
            span.End();
        }
    }

    /// <summary>Connects to the first address that answers.</summary>
    public static async ValueTask<Socket> ConnectAsync(
        string host,
        NameResolution resolution,
        int port,
        CancellationToken cancellationToken)
    {
        SocketException? last = null;
        foreach (var address in resolution.Addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new PluginIoException(
            PluginIoError.Connect,
            $"{host}:{port}: {(last is null ? "no address to connect to" : Describe(last))}",
            last);
    }

    public static string Describe(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.TimedOut => "connection timed out",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "no route to host",
        SocketError.ConnectionReset => "connection reset by peer",
        _ => e.Message,
    };

    private static string? DescribeTries(IoSpan span, string host, NameResolution resolution) =>
        span.IsRecording ? ResolutionTries.Describe(host, resolution) : null;
}
