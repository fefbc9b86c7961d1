using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Sightglass.Gateway.Upstream;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <summary>
/// HTTP/2 connections to upstreams, for gRPC. One client per way to speak TLS and connect timeout; each has its own connections, which
/// outlive configurations.
/// </summary>
internal sealed class Http2Clients(TimeSpan idleTimeout) : IDisposable
{
    private readonly ConcurrentDictionary<(UpstreamTlsOptions? Tls, int ConnectTimeout), HttpMessageInvoker> _clients = new();

    public HttpMessageInvoker Get(UpstreamTlsOptions? tls, int connectTimeout)
        => _clients.GetOrAdd((tls, connectTimeout), static (key, idle) => Create(key.Tls, key.ConnectTimeout, idle), idleTimeout);

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static HttpMessageInvoker Create(UpstreamTlsOptions? tls, int connectTimeout, TimeSpan idleTimeout)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromMilliseconds(connectTimeout),
            PooledConnectionIdleTimeout = idleTimeout == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : idleTimeout,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ConnectCallback = static async (context, cancellationToken) =>
            {
                if (context.InitialRequestMessage.Content is Http2RequestContent content)
                {
                    content.ConnectStart = TraceRecorder.Now();
                }

                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        if (tls is not null)
        {
            handler.SslOptions = new CertificateVerdict(tls).ToClientOptions();
        }

        return new HttpMessageInvoker(handler);
    }
}
