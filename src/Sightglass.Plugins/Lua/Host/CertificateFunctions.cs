using Sightglass.Plugins.Lua.Native;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>kong.client.tls</c> is made of.</summary>
internal static class CertificateFunctions
{
    public static HostFunction[] All { get; } =
    [
        new("tls_request_certificate", call => InHandshake(call, static handshake => handshake.RequestClientCertificate())),
        new("tls_disable_reuse", call => InHandshake(call, static handshake => handshake.DisableSessionReuse())),
        new("tls_certificate_chain", Chain),
        new("tls_set_verdict", SetVerdict),
    ];

    private static int InHandshake(HostCall call, Action<CertificateContext> change)
    {
        call.Only(LuaPhaseRule.Certificate);
        if (!call.IsNil(1))
        {
            throw new LuaException("authorities cannot be given here: expected nil; those of ssl_client_certificate are used");
        }

        change(call.Run.Certificate ?? throw new LuaException("there is no TLS handshake"));
        return call.Return(true);
    }

    /// <summary>PEM text, or nil when the client presented nothing.</summary>
    private static int Chain(HostCall call)
    {
        call.Only(LuaPhaseRule.CertificateRead);
        return call.Return(call.Context.Client.Certificate?.ToPem());
    }

    private static int SetVerdict(HostCall call)
    {
        call.Only(LuaPhaseRule.CertificateVerdict);
        if (call.Type(1) != LuaType.Text)
        {
            throw new LuaException("assertion failed!");
        }

        try
        {
            call.Context.Client.CertificateVerdict = call.Text(1);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new LuaException(e.Message);
        }

        return 0;
    }
}
