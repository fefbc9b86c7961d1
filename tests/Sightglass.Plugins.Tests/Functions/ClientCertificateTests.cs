using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sightglass.Plugins.Lua.Host;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Functions;

/// <summary><c>kong.client.tls</c> and the variables about the client's certificate.</summary>
public sealed class ClientCertificateTests : ScriptTests
{
    private static readonly X509Certificate2 Certificate = Make();

    [Theory]
    [InlineData("ngx.var.ssl_client_verify", "SUCCESS")]
    [InlineData("ngx.var.ssl_client_s_dn", @"CN=alice \+ bob,O=Acme\, Inc.,C=DE")]
    [InlineData("ngx.var.ssl_client_i_dn", @"CN=alice \+ bob,O=Acme\, Inc.,C=DE")]
    [InlineData("ngx.var.ssl_client_serial", "0A1B")]
    [InlineData("#ngx.var.ssl_client_fingerprint", 40L)]
    [InlineData("ngx.var.ssl_client_v_start", "Mar  1 12:00:00 2024 GMT")]
    [InlineData("ngx.var.ssl_client_v_end", "Mar 11 12:00:00 2034 GMT")]
    [InlineData("ngx.var.ssl_client_raw_cert:sub(1, 28)", "-----BEGIN CERTIFICATE-----\n")]
    [InlineData("ngx.var.ssl_client_cert:find('\\n\\t', 1, true) > 0", true)]
    [InlineData("ngx.unescape_uri(ngx.var.ssl_client_escaped_cert) == ngx.var.ssl_client_raw_cert", true)]
    [InlineData("ngx.var.ssl_client_nothing", null)]
    [InlineData("kong.client.tls.get_full_client_certificate_chain() == ngx.var.ssl_client_raw_cert", true)]
    [InlineData("kong.client.tls.set_client_verify('FAILED:why') or ngx.var.ssl_client_verify", "FAILED:why")]
    public async Task Certificate_Presented_IsSeen(string expression, object? expected)
    {
        var context = new FakePluginContext();
        context.Client.CertificateValue = new ClientCertificate(Certificate, []);
        context.Client.VerdictValue = "SUCCESS";
        Assert.Equal(expected, await Result($"kong.ctx.shared.result = {expression}", context));
    }

    [Fact]
    public async Task Certificate_NotPresented_IsNil()
    {
        var context = new FakePluginContext();
        context.Client.VerdictValue = "NONE";

        Assert.Equal("NONE", await Result("kong.ctx.shared.result = ngx.var.ssl_client_verify", context));
        Assert.Null(await Result("kong.ctx.shared.result = ngx.var.ssl_client_s_dn", context));
        Assert.Null(await Result("kong.ctx.shared.result = kong.client.tls.get_full_client_certificate_chain()", context));
    }

    [Theory]
    [InlineData("kong.client.tls.set_client_verify('GOOD')", "unknown client verify value: GOOD accepted values are: \"SUCCESS\", \"NONE\" or \"FAILED:<reason>\"")]
    [InlineData("kong.client.tls.set_client_verify()", "assertion failed!")]
    [InlineData("kong.client.tls.request_client_certificate()", "function cannot be called in access phase (only in: certificate)")]
    [InlineData("kong.client.tls.disable_session_reuse()", "function cannot be called in access phase (only in: certificate)")]
    public async Task Function_CalledWrongly_SaysSo(string call, string problem) =>
        Assert.Contains(problem, await Failure(call), StringComparison.Ordinal);

    [Fact]
    public async Task CertificatePhase_AsksForACertificate()
    {
        await using var handler = Create("certificate", "assert(kong.client.tls.request_client_certificate() == true) kong.client.tls.disable_session_reuse()");
        var handshake = new Handshake();

        await handler.CertificateAsync(handshake, TestContext.Current.CancellationToken);

        Assert.True(handshake.Asked);
        Assert.True(handshake.Once);
    }

    [Theory]
    [InlineData("CN=a", "CN=a")]
    [InlineData("CN=\" a\"", @"CN=\ a")]
    [InlineData("CN=#a", @"CN=\#a")]
    [InlineData("CN=Müller", @"CN=M\C3\BCller")]
    [InlineData("S=Bavaria, OU=x, E=a@b.c", "ST=Bavaria,OU=x,emailAddress=a@b.c")]
    public void Name_IsWrittenAsRfc2253(string name, string expected) =>
        Assert.Equal(expected, CertificateText.Name(new X500DistinguishedName(name)));

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName("alice + bob");
        name.AddOrganizationName("Acme, Inc.");
        name.AddCountryOrRegion("DE");
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        return request.Create(
            request.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2034, 3, 11, 12, 0, 0, TimeSpan.Zero),
            [0x0A, 0x1B]);
    }

    private sealed class Handshake : CertificateContext
    {
        public bool Asked { get; private set; }

        public bool Once { get; private set; }

        public override string? ServerName => null;

        public override System.Net.IPAddress RemoteAddress => System.Net.IPAddress.Loopback;

        public override void RequestClientCertificate() => Asked = true;

        public override void DisableSessionReuse() => Once = true;
    }
}
