using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Sightglass.Configuration.Settings;
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
    private readonly ConditionalWeakTable<SslStreamCertificateContext, SslStreamCertificateContext> _asking = [];
    private readonly SslCertificateTrust? _trust = runtime.Options.ClientCertificates is { Mode: not ClientVerification.Off, Authorities: [_, ..] } policy
        ? SslCertificateTrust.CreateForX509Collection([.. policy.Authorities], sendTrustInHandshake: true)
        : null;

    private ClientCertificatePolicy Policy => runtime.Options.ClientCertificates;

    public async ValueTask<SslServerAuthenticationOptions> SelectAsync(TlsHandshakeCallbackContext handshake)
    {
        var state = handshake.Connection.Features.Get<ConnectionState>()!;
        var watch = state.Handshake!;
        watch.CertificatePhaseStart = TraceRecorder.Now();
        var snapshot = runtime.Snapshots.Acquire(out var cell);
        try
        {
            var serverName = handshake.ClientHelloInfo.ServerName;
            RuntimeCertificateContext? context = null;
            if (snapshot.GlobalPlan.Takes(PluginPhases.Certificate))
            {
                context = new RuntimeCertificateContext(serverName is { Length: > 0 } ? serverName : null, state.PeerAddress);
                await RunPluginsAsync(snapshot.GlobalPlan, context, watch, handshake.CancellationToken).ConfigureAwait(false);
            }

            var certificate = (snapshot.Certificates.Find(serverName) ?? fallback)
                .Choose(handshake.Connection.Features.Get<ClientHello>(), runtime.Options.TlsVersions);
            watch.ServerCertificate = certificate.TargetCertificate;
            return context is not { WantsOwnOptions: true } && Policy.Mode == ClientVerification.Off
                ? _options.GetValue(certificate, CreateOptions)
                : CreateOwnOptions(certificate, context, watch);
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

    /// <summary>The options of this connection alone: who presents a certificate is known by the options' callback.</summary>
    private SslServerAuthenticationOptions CreateOwnOptions(
        SslStreamCertificateContext certificate, RuntimeCertificateContext? context, HandshakeState watch)
    {
        var asks = Policy.Mode != ClientVerification.Off || context is { RequestsClientCertificate: true };
        var options = CreateOptions(asks && _trust is not null ? _asking.GetValue(certificate, WithTrust) : certificate);
        options.AllowTlsResume = context is not { DisablesSessionReuse: true };
        if (asks)
        {
            watch.Client = new ClientCertificateCheck(Policy, runtime.Time);
            watch.Client.AddTo(options);
        }

        return options;
    }

    private SslStreamCertificateContext WithTrust(SslStreamCertificateContext certificate)
        => SslStreamCertificateContext.Create(certificate.TargetCertificate, [.. certificate.IntermediateCertificates], offline: true, _trust);

    private SslServerAuthenticationOptions CreateOptions(SslStreamCertificateContext certificate) => new()
    {
        ServerCertificateContext = certificate,
        EnabledSslProtocols = runtime.Options.TlsVersions,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        ApplicationProtocols = http2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11],
    };
}
