using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Tls;

/// <summary>1 accept + TLS: runs the certificate phase and chooses the certificate by the server name.</summary>
internal sealed class HandshakeCallback(GatewayRuntime runtime, ServerCertificate fallback, bool http2)
{
    private readonly ConditionalWeakTable<SslStreamCertificateContext, SslServerAuthenticationOptions> _options = [];

    public async ValueTask<SslServerAuthenticationOptions> SelectAsync(TlsHandshakeCallbackContext handshake)
    {
        var state = handshake.Connection.Features.Get<ConnectionState>()!;
        var watch = state.Handshake!;
        watch.CertificatePhaseStart = TraceRecorder.Now();
        var snapshot = runtime.Snapshots.Acquire(out var cell);
        try
        {
            var serverName = handshake.ClientHelloInfo.ServerName;
            if (snapshot.GlobalPlan.Takes(PluginPhases.Certificate))
            {
                var context = new RuntimeCertificateContext(serverName is { Length: > 0 } ? serverName : null, state.PeerAddress);
                await RunPluginsAsync(snapshot.GlobalPlan, context, watch, handshake.CancellationToken).ConfigureAwait(false);
            }

            var certificate = (snapshot.Certificates.Find(serverName) ?? fallback)
                .Choose(handshake.Connection.Features.Get<ClientHello>(), runtime.Options.TlsVersions);
            watch.ServerCertificate = certificate.TargetCertificate;
            return _options.GetValue(certificate, CreateOptions);
        }
        finally
        {
            snapshot.Leave(cell);
            watch.CertificatePhaseEnd = TraceRecorder.Now();
        }
    }

    private async ValueTask RunPluginsAsync(PluginPlan plan, RuntimeCertificateContext context, HandshakeState watch, CancellationToken cancellationToken)
    {
        foreach (var slot in plan.Slots)
        {
            if (slot.Common is not { } entry || !entry.Takes(PluginPhases.Certificate))
            {
                continue;
            }

            var start = TraceRecorder.Now();
            Exception? failure = null;
            try
            {
                await entry.Handler.CertificateAsync(context, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                failure = exception;
                runtime.RequestLog.HandlerFailed(exception, entry.Plugin.Name, entry.InstanceId, "certificate", "");
            }

            (watch.Plugins ??= []).Add((entry, start, TraceRecorder.Now(), failure));
        }
    }

    private SslServerAuthenticationOptions CreateOptions(SslStreamCertificateContext certificate) => new()
    {
        ServerCertificateContext = certificate,
        EnabledSslProtocols = runtime.Options.TlsVersions,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        ApplicationProtocols = http2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11],
    };
}
