using System.Net;
using System.Security.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Node;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Tests.Node;

public sealed class GatewayOptionsFactoryTests
{
    [Fact]
    public void Create_Defaults_AreThoseOfTheSettings()
    {
        var options = Create("proxy_listen = 127.0.0.1:8000, 127.0.0.1:8443 ssl http2 backlog=100");

        Assert.Equal(["127.0.0.1:8000", "127.0.0.1:8443"], options.Listeners.Select(listener => listener.EndPoint.ToString()));
        Assert.Equal((false, true), (options.Listeners[0].Tls, options.Listeners[1].Tls));
        Assert.Equal((false, true), (options.Listeners[0].Http2, options.Listeners[1].Http2));
        Assert.Equal((512, 100), (options.Listeners[0].Backlog, options.Listeners[1].Backlog));
        Assert.Equal("text/plain", options.ErrorDefaultType);
        Assert.Equal(512, options.UpstreamKeepalivePoolSize);
        Assert.Equal(HeaderTokens.RequestId, options.UpstreamHeaders);
    }

    [Fact]
    public void Create_Settings_ArriveWhereTheyBelong()
    {
        var options = Create("""
            proxy_listen = 127.0.0.1:8000
            headers = X-Kong-Upstream-Status, Via
            headers_upstream = off
            trusted_ips = 10.0.0.0/8
            real_ip_header = X-Forwarded-For
            real_ip_recursive = on
            port_maps = 80:8000
            error_default_type = application/json
            ssl_protocols = TLSv1.3
            upstream_tls_verify = on
            lua_ssl_verify_depth = 3
            upstream_keepalive_pool_size = 7
            dns_resolver = 127.0.0.1:5353
            dns_stale_ttl = 9
            tracing_instrumentations = router, db_query, plugin_access
            tracing_sampling_rate = 0.5
            """);

        Assert.Equal(HeaderTokens.UpstreamStatus | HeaderTokens.Via, options.Headers);
        Assert.Equal(HeaderTokens.None, options.UpstreamHeaders);
        Assert.Equal(IPNetwork.Parse("10.0.0.0/8"), Assert.Single(options.TrustedIps));
        Assert.Equal(("X-Forwarded-For", true), (options.RealIpHeader, options.RealIpRecursive));
        Assert.Equal(80, options.PortMaps[8000]);
        Assert.Equal("application/json", options.ErrorDefaultType);
        Assert.Equal(SslProtocols.Tls13, options.TlsVersions);
        Assert.Equal((true, 3), (options.UpstreamTls.Verify, options.UpstreamTls.VerifyDepth));
        Assert.Equal(7, options.UpstreamKeepalivePoolSize);
        Assert.Equal("127.0.0.1:5353", Assert.Single(options.Resolver.Servers).ToString());
        Assert.Equal(9, options.Resolver.StaleTtl);
        Assert.Equal(TracingInstrumentation.Request | TracingInstrumentation.Router | TracingInstrumentation.PluginAccess, options.TracingInstrumentations);
        Assert.Equal(0.5, options.TracingSamplingRate);
    }

    [Theory]
    [InlineData("off", TracingInstrumentation.Off)]
    [InlineData("all", TracingInstrumentation.All)]
    [InlineData("request", TracingInstrumentation.Request)]
    [InlineData("dns_query, balancer", TracingInstrumentation.Request | TracingInstrumentation.DnsQuery | TracingInstrumentation.Balancer)]
    [InlineData("http_client, plugin_rewrite, plugin_header_filter",
        TracingInstrumentation.Request | TracingInstrumentation.HttpClient | TracingInstrumentation.PluginRewrite | TracingInstrumentation.PluginHeaderFilter)]
    public void Create_Instrumentations_AreReadByName(string setting, TracingInstrumentation expected) =>
        Assert.Equal(expected, Create($"tracing_instrumentations = {setting}").TracingInstrumentations);

    [Fact]
    public void Create_ErrorTemplate_IsRead()
    {
        using var folder = new TemporaryDirectory();
        var path = folder.File("error.json");
        File.WriteAllText(path, "{\"error\":\"%s\",\"id\":\"%s\"}");

        var options = Create($"proxy_listen = 127.0.0.1:8000\nerror_template_json = {path}");

        Assert.Equal("{\"error\":\"%s\",\"id\":\"%s\"}", options.ErrorTemplates.Json);
        Assert.Null(options.ErrorTemplates.Html);
    }

    private static GatewayOptions Create(string settings)
    {
        var result = SettingsReader.Read(new SettingsSources { FileText = settings });
        Assert.True(result.Succeeded, string.Join('\n', result.Errors));
        return GatewayOptionsFactory.Create(result.Settings!, Guid.NewGuid(), [], NullLoggerFactory.Instance, TimeProvider.System);
    }
}
