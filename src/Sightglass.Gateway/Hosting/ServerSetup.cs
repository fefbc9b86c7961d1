using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Tls;

namespace Sightglass.Gateway.Hosting;

/// <summary>Builds the HTTP server: Kestrel without anything on top of it.</summary>
internal static class ServerSetup
{
    /// <summary>Builds a host whose <see cref="IServer"/> is configured and not started. The host itself is never started.</summary>
    public static IHost Build(GatewayRuntime runtime, IReadOnlyList<ListenerRuntime> listeners)
    {
        var options = runtime.Options;
        return new HostBuilder()
            .ConfigureWebHost(web =>
            {
                web.UseKestrelCore().UseKestrelHttpsConfiguration().Configure(static _ => { });
                web.UseSockets(sockets =>
                {
                    sockets.UnsafePreferInlineScheduling = true;

                    // A flush completes when the kernel has the bytes, and not when they are queued: that is when a response has ended.
                    sockets.MaxWriteBufferSize = 1;
                    sockets.Backlog = listeners.Max(static listener => listener.Settings.Backlog);
                });
                web.ConfigureKestrel(kestrel =>
                {
                    Configure(kestrel, options);
                    foreach (var listener in listeners)
                    {
                        kestrel.Listen(listener.Settings.EndPoint, listen => Configure(listen, listener, runtime));
                    }
                });
            })
            .ConfigureServices(services =>
            {
                services.AddSingleton<ILoggerFactory>(new ServerLoggerFactory(options.LoggerFactory));
                services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
            })
            .Build();
    }

    private static void Configure(KestrelServerOptions kestrel, GatewayOptions options)
    {
        // Lines end with CR LF (RFC 9112, 2.2 allows to be stricter than some peers are). Read once per server, before its first connection.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.AllowHostHeaderOverride = true;

        // HTTP/2 over plain text is announced as TLS would announce it, and its scheme is http all the same.
        kestrel.AllowAlternateSchemes = true;
        kestrel.RequestHeaderEncodingSelector = static _ => System.Text.Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => System.Text.Encoding.Latin1;
        var limits = kestrel.Limits;
        limits.MaxRequestHeaderCount = options.MaxRequestHeaders;
        limits.MaxRequestHeadersTotalSize = options.MaxRequestHeadersSize;
        limits.MaxRequestLineSize = options.MaxRequestLineSize;
        limits.MaxRequestBodySize = options.MaxRequestBodySize > 0 ? options.MaxRequestBodySize : null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.RequestHeadersTimeout = options.RequestHeadersTimeout;
        limits.KeepAliveTimeout = options.KeepAliveTimeout;
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = null;
    }

    private static void Configure(ListenOptions listen, ListenerRuntime listener, GatewayRuntime runtime)
    {
        var settings = listener.Settings;
        listen.Protocols = settings.Http2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        listen.Use(ConnectionWatch.Accept(listener, runtime));
        if (settings.Tls)
        {
            var options = runtime.Options;
            var fallback = new ServerCertificate(options.DefaultCertificate ?? DefaultCertificate.Create(runtime.Time), [.. options.DefaultCertificateAlternatives]);
            var callback = new HandshakeCallback(runtime, fallback, settings.Http2);
            listen.UseClientHello(() => fallback.IsPair || runtime.Snapshots.Current.Certificates.HasPairs, options.RequestHeadersTimeout, runtime.Time);
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = callback.SelectAsync,
                HandshakeTimeout = runtime.Options.RequestHeadersTimeout,
            });
        }

        if (settings is { Http2: true, Tls: false })
        {
            listen.Use(PriorKnowledge.Detect(runtime.Options.KeepAliveTimeout));
        }

        listen.Use(ConnectionWatch.Http(runtime.Gate, runtime.Refusals));
    }
}
