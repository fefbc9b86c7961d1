using System.Net;
using Sightglass.Configuration.Routing;
using Sightglass.Configuration.Settings;

namespace Sightglass.Configuration.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Read_Nothing_GivesSafeDefaults()
    {
        var result = SettingsReader.Read(new SettingsSources());

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        var settings = result.Settings!;
        Assert.Equal(["0.0.0.0:8000", "0.0.0.0:8443 http2 ssl"], settings.Listeners.Proxy.Select(l => l.ToString()));
        Assert.Equal([8001, 8444], settings.Listeners.Admin.Select(l => l.Port));
        Assert.Equal([false, true], settings.Listeners.Admin.Select(l => l.Ssl));
        Assert.Equal("127.0.0.1:8100", Assert.Single(settings.Listeners.Status).ToString());
        Assert.Equal(GatewayRole.Traditional, settings.Role);
        Assert.True(settings.Cluster.Rpc);
        Assert.True(settings.Tracing.ActiveTracing);
        Assert.Equal(UntrustedLua.Sandbox, settings.UntrustedLua);
        Assert.Equal(LogSeverity.Notice, settings.LogLevel);
        Assert.StartsWith("/", settings.Prefix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", EntityStorage.File)]
    [InlineData("database = off", EntityStorage.Off)]
    [InlineData("declarative_config = /a.yaml", EntityStorage.Off)]
    [InlineData("declarative_config_string = {}", EntityStorage.Off)]
    [InlineData("cluster_control_plane = cp:8005\ncluster_cert = /a\ncluster_cert_key = /b", EntityStorage.Off)]
    public void Read_Database_FollowsWhereEntitiesComeFrom(string text, EntityStorage expected) =>
        Assert.Equal(expected, SettingsReader.Read(new SettingsSources { FileText = text }).Settings!.Database);

    [Theory]
    [InlineData("declarative_config = /a.yaml")]
    [InlineData("cluster_control_plane = cp:8005\ncluster_cert = /a\ncluster_cert_key = /b")]
    public void Read_DatabaseFileWithEntitiesFromElsewhere_IsAnError(string text)
    {
        var result = SettingsReader.Read(new SettingsSources { FileText = text + "\ndatabase = file" });

        Assert.Equal("database", Assert.Single(result.Errors).Name);
    }

    [Theory]
    [InlineData("on", true)]
    [InlineData("optional", true)]
    [InlineData("optional_no_ca", false)]
    [InlineData("off", false)]
    public void Read_VerifyClientWithoutAuthorities_IsAnErrorWhereTheyCount(string mode, bool isError)
    {
        var result = SettingsReader.Read(new SettingsSources { FileText = $"nginx_proxy_ssl_verify_client = {mode}" });

        Assert.Equal(isError ? ["ssl_client_certificate"] : [], result.Errors.Select(error => error.Name));
    }

    [Fact]
    public void Read_Defaults_EqualThoseOfTheRecords()
    {
        var settings = SettingsReader.Read(new SettingsSources()).Settings!;

        Assert.Equal(Shown(new ClientSettings()), Shown(settings.Client));
        Assert.Equal(Shown(new ResponseSettings()), Shown(settings.Responses));
        Assert.Equal(Shown(new UpstreamSettings()), Shown(settings.Upstreams));
        Assert.Equal(Shown(new DnsSettings()), Shown(settings.Dns));
        Assert.Equal(Shown(new ClusterSettings()), Shown(settings.Cluster));
        Assert.Equal(Shown(new TracingSettings()), Shown(settings.Tracing));

        static string Shown<T>(T settings) => System.Text.Json.JsonSerializer.Serialize(settings);
    }

    [Fact]
    public void Read_AllSources_LaterOnesWin()
    {
        var sources = new SettingsSources
        {
            FileText = "log_level = debug\nprefix = /file # here\nnode_id=00000000-0000-0000-0000-00000000000a\nerror_default_type = text/html",
            Environment = new Dictionary<string, string>
            {
                ["KONG_PREFIX"] = "/kong",
                ["SIGHTGLASS_PREFIX"] = "/sightglass",
                ["KONG_LOG_LEVEL"] = "info",
                ["PREFIX"] = "/none",
            },
            Flags = new Dictionary<string, string> { ["log_level"] = "warn" },
        };

        var settings = SettingsReader.Read(sources).Settings!;

        Assert.Equal(("/sightglass", LogSeverity.Warn, "text/html"), (settings.Prefix, settings.LogLevel, settings.Responses.ErrorDefaultType));
        Assert.Equal(
            new EffectiveSetting("prefix", "/sightglass", "environment SIGHTGLASS_PREFIX"), settings.Effective.Single(e => e.Name == "prefix"));
        Assert.Equal("--log-level", settings.Effective.Single(e => e.Name == "log_level").Origin);
        Assert.Equal("sightglass.conf, line 3", settings.Effective.Single(e => e.Name == "node_id").Origin);
        Assert.Equal("default", settings.Effective.Single(e => e.Name == "role").Origin);
    }

    [Fact]
    public void Read_ManyErrors_ReportsAllWithOrigins()
    {
        var sources = new SettingsSources
        {
            FileText = "proxy_lissen = off\nlog_level = loud\nno equals\nprefix = /a\nprefix = /b",
            Environment = new Dictionary<string, string> { ["KONG_TRUSTED_IPS"] = "10.0.0.0/8, nowhere" },
            Flags = new Dictionary<string, string> { ["real_ip_recursive"] = "perhaps" },
        };

        var result = SettingsReader.Read(sources);

        Assert.Null(result.Settings);
        Assert.Equal(
            [
                "--real-ip-recursive: real_ip_recursive: expected on or off, got 'perhaps'",
                "environment KONG_TRUSTED_IPS: trusted_ips: expected an IP address or CIDR range such as 10.0.0.0/8, got 'nowhere'",
                "sightglass.conf, line 1: proxy_lissen: unknown setting, did you mean proxy_listen?",
                "sightglass.conf, line 2: log_level: expected one of: notice, debug, info, warn, error, crit, alert, emerg, got 'loud'",
                "sightglass.conf, line 3: no equals: expected key = value",
                "sightglass.conf, line 5: prefix: already set in line 4",
            ],
            result.Errors.Select(e => e.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("KONG_VERSION", false)]
    [InlineData("KONG_LICENSE_DATA", false)]
    [InlineData("KONG_PROXY_LISTENN", true)]
    [InlineData("SIGHTGLASS_LICENSE_DATA", true)]
    public void Read_UnknownVariable_OfTheFieldsTools_IsPassedOver(string name, bool isError)
    {
        var result = SettingsReader.Read(new SettingsSources { Environment = new Dictionary<string, string> { [name] = "x" } });

        Assert.Equal(isError, result.Errors.Length == 1);
        Assert.Equal(!isError, result.Warnings.Any(warning => warning.Message == "is no setting, and passed over"));
    }

    [Fact]
    public void Read_ClientSslWithoutCertificate_IsAnError() => Assert.Equal(
        ["client_ssl_cert", "client_ssl_cert_key"],
        SettingsReader.Read(new SettingsSources { FileText = "client_ssl = on" }).Errors.Select(error => error.Name));

    [Fact]
    public void Read_UnknownFarFromAll_NamesNoNeighbour()
    {
        var result = SettingsReader.Read(new SettingsSources { FileText = "quite_something_else = 1" });

        Assert.Equal("unknown setting", Assert.Single(result.Errors).Message);
    }

    [Theory]
    [InlineData("0.0.0.0:8443 http2 ssl reuseport backlog=16384", "0.0.0.0:8443 http2 ssl reuseport backlog=16384")]
    [InlineData("[::]:8000, 127.0.0.1:0", "[::]:8000|127.0.0.1:0")]
    [InlineData("*:80 deferred", "0.0.0.0:80")]
    [InlineData("localhost:80 proxy_protocol", "127.0.0.1:80 proxy_protocol")]
    [InlineData("off", "")]
    public void Read_Listeners_UnderstandsTheirSyntax(string text, string expected)
    {
        var result = SettingsReader.Read(new SettingsSources { Flags = new Dictionary<string, string> { ["proxy_listen"] = text } });

        Assert.Empty(result.Errors);
        Assert.Equal(expected, string.Join('|', result.Settings!.Listeners.Proxy));
    }

    [Theory]
    [InlineData("8000", "expected address:port and flags such as 0.0.0.0:8443 http2 ssl, got '8000'")]
    [InlineData("0.0.0.0:65536", "expected address:port and flags such as 0.0.0.0:8443 http2 ssl, got '0.0.0.0:65536'")]
    [InlineData("0.0.0.0:1 tls", "unknown flag 'tls' of listener 0.0.0.0:1: expected ssl, http2, proxy_protocol, reuseport or backlog=N")]
    [InlineData("0.0.0.0:1 backlog=0", "unknown flag 'backlog=0' of listener 0.0.0.0:1: expected ssl, http2, proxy_protocol, reuseport or backlog=N")]
    public void Read_BadListener_SaysWhatIsExpected(string text, string message)
    {
        var result = SettingsReader.Read(new SettingsSources { Flags = new Dictionary<string, string> { ["proxy_listen"] = text } });

        Assert.Equal(message, Assert.Single(result.Errors).Message);
    }

    [Fact]
    public void Read_OpenAdminListener_WarnsAndOthersDoNot()
    {
        var open = Read("admin_listen = 0.0.0.0:8001, 127.0.0.1:8002");
        var closed = Read("admin_listen = 127.0.0.1:9001, [::1]:9001");

        Assert.Contains("0.0.0.0:8001 can be reached from other machines", Assert.Single(open.Warnings).Message, StringComparison.Ordinal);
        Assert.Empty(closed.Warnings);
    }

    [Fact]
    public void Read_DataPlane_NeedsItsPlaneAndCertificate()
    {
        var bare = Read("role = data_plane");
        var whole = Read("cluster_control_plane = cp.test\ncluster_cert = /c.pem\ncluster_cert_key = /k.pem\ncluster_server_name = cp.name");

        Assert.Equal(["cluster_control_plane", "cluster_cert", "cluster_cert_key"], bare.Errors.Select(e => e.Name));
        var settings = whole.Settings!;
        Assert.Equal(GatewayRole.DataPlane, settings.Role);
        Assert.Empty(settings.Listeners.Admin);
        Assert.Equal(new HostAndPort("cp.test", 8005), settings.Cluster.ControlPlane);
        Assert.Equal(new HostAndPort("cp.test", 8006), settings.Cluster.TelemetryEndpoint);
        Assert.Equal("cp.name", settings.Cluster.TelemetryServerName);
        Assert.Equal("/c.pem", settings.Cluster.Certificate!.Path);
    }

    [Fact]
    public void Read_DataPlaneWithOwnConfiguration_IsRefused()
    {
        var result = Read(
            "cluster_control_plane = cp.test:1\ncluster_cert = /c\ncluster_cert_key = /k\ndeclarative_config = /x.yaml\nadmin_listen = 127.0.0.1:1");

        Assert.Equal("declarative_config", Assert.Single(result.Errors).Name);
        Assert.Equal("admin_listen", Assert.Single(result.Warnings).Name);
    }

    [Fact]
    public void Read_TraditionalWithPlane_WarnsThatItIsUnused()
    {
        var result = Read("role = traditional\ncluster_control_plane = cp.test");

        Assert.Equal("has no effect: role is traditional", Assert.Single(result.Warnings).Message);
        Assert.Equal(GatewayRole.Traditional, result.Settings!.Role);
    }

    [Fact]
    public void Read_ForeignSettings_WarnAndServiceLinksAreSilent()
    {
        var result = SettingsReader.Read(new SettingsSources
        {
            Environment = new Dictionary<string, string>
            {
                ["KONG_NGINX_WORKER_PROCESSES"] = "2",
                ["KONG_PG_HOST"] = "db",
                ["KONG_PROXY_ACCESS_LOG"] = "/dev/stdout",
                ["KONG_PROXY_SERVICE_HOST"] = "10.0.0.1",
                ["KONG_PROXY_SERVICE_PORT_PROXY_TLS"] = "443",
                ["KONG_ADMIN_PORT_8001_TCP"] = "tcp://10.0.0.1:8001",
                ["KONG_ADMIN_PORT"] = "tcp://10.0.0.1:8001",
                ["SIGHTGLASS_TOKEN"] = "kpat_of_the_terminal",
            },
        });

        Assert.Empty(result.Errors);
        Assert.Equal(["nginx_worker_processes", "pg_host", "proxy_access_log"], result.Warnings.Select(w => w.Name));
    }

    [Fact]
    public void Read_Aliases_AreTheSameSetting()
    {
        var result = Read("nginx_http_client_max_body_size = 10m\nresolver_family = A,AAAA");

        Assert.Equal(10L << 20, result.Settings!.Client.MaxBodySize);
        Assert.Equal(["A", "AAAA"], result.Settings.Dns.Order);
    }

    [Theory]
    [InlineData("8k", 8192)]
    [InlineData("1M", 1048576)]
    [InlineData("2048", 2048)]
    public void Read_Sizes_TakeUnits(string text, int expected) =>
        Assert.Equal(expected, Read($"client_body_buffer_size = {text}").Settings!.Client.BodyBufferSize);

    [Theory]
    [InlineData("75", 75)]
    [InlineData("90s", 90)]
    [InlineData("2m", 120)]
    [InlineData("1500ms", 1.5)]
    [InlineData("1h", 3600)]
    public void Read_Times_TakeUnits(string text, double expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), Read($"nginx_http_keepalive_timeout = {text}").Settings!.Client.KeepaliveTimeout);

    [Fact]
    public void Read_HeaderBuffers_LimitLinesAndAllTogether()
    {
        var client = Read("nginx_proxy_large_client_header_buffers = 8 16k").Settings!.Client;

        Assert.Equal((16 << 10, 128 << 10), (client.MaxHeaderLine, client.MaxHeaderSize));
        Assert.Equal(64 << 10, Read("large_client_header_buffers = 2 8k\nclient_max_header_size = 64k").Settings!.Client.MaxHeaderSize);
    }

    [Theory]
    [InlineData("client_keepalive_timeout = 2d")]
    [InlineData("client_keepalive_timeout = 2h")]
    [InlineData("large_client_header_buffers = 8k")]
    [InlineData("large_client_header_buffers = 4 8kb")]
    [InlineData("large_client_header_buffers = 0 8k")]
    [InlineData("client_body_buffer_size = 8kb")]
    [InlineData("client_body_buffer_size = -1")]
    [InlineData("client_max_body_size = 99999999999999999999g")]
    [InlineData("client_max_body_size = 9223372036854775807k")]
    [InlineData("tracing_sampling_rate = 1.1")]
    [InlineData("client_header_timeout = soon")]
    [InlineData("port_maps = 80")]
    [InlineData("dns_resolver = ns.test")]
    [InlineData("ssl_protocols = TLSv1.1")]
    [InlineData("headers = X-Unknown")]
    [InlineData("database = postgres")]
    [InlineData("ssl_cert = /a.pem")]
    [InlineData("cluster_control_plane = a b")]
    public void Read_BadValue_IsOneError(string line) => Assert.Single(Read(line).Errors);

    [Fact]
    public void Read_Secrets_AreShownNowhere()
    {
        const string Token = "s3cr3t-t0ken";
        var shown = Read($"request_debug_token = {Token}\ndeclarative_config_string = {{{Token}}}");
        var refused = Read($"declarative_config = /x\ndeclarative_config_string = {Token}\nssl_cert_key = {Token}");

        Assert.Equal(Token, shown.Settings!.Responses.RequestDebugToken);
        Assert.DoesNotContain(shown.Settings.Effective, e => e.Value.Contains(Token, StringComparison.Ordinal));
        Assert.NotEmpty(refused.Errors);
        Assert.DoesNotContain(refused.Errors, e => e.ToString().Contains(Token, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_Headers_CombinesTokensAndNames()
    {
        Assert.Equal(
            GatewayHeaders.Server | GatewayHeaders.Via | GatewayHeaders.UpstreamStatus,
            Read("headers = server_tokens, x-kong-upstream-status").Settings!.Responses.Headers);
        Assert.Equal(GatewayHeaders.None, Read("headers = off").Settings!.Responses.Headers);
    }

    [Fact]
    public void IsTrusted_MappedAndHostBits_AreUnderstood()
    {
        var client = Read("trusted_ips = 10.1.2.3/8, ::1").Settings!.Client;

        Assert.True(client.IsTrusted(IPAddress.Parse("10.9.9.9")));
        Assert.True(client.IsTrusted(IPAddress.Parse("::ffff:10.9.9.9")));
        Assert.True(client.IsTrusted(IPAddress.IPv6Loopback));
        Assert.False(client.IsTrusted(IPAddress.Parse("11.0.0.1")));
    }

    [Fact]
    public void Read_RestOfTheCatalogue_ReachesTheSettings()
    {
        var settings = Read(
            "router_flavor = expressions\nport_maps = 80:8000, 443:8443\nssl_cert = /a.pem, /b.pem\nssl_cert_key = /a.key, /b.key\n"
            + "debug_lookback = 30s\nlog_format = json\nerror_template_html = /a\\#b.html\nplugins = bundled, mine").Settings!;

        Assert.Equal(RouterFlavor.Expressions, settings.RouterFlavor);
        Assert.Equal((443, 9000), (settings.Listeners.SeenPort(8443), settings.Listeners.SeenPort(9000)));
        Assert.Equal("/b.key", settings.Listeners.ProxyCertificates[1].Key.Path);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Tracing.DebugLookback.Duration);
        Assert.True(settings.LogJson);
        Assert.Equal("/a#b.html", settings.Responses.ErrorTemplateHtml);
        Assert.Equal(["bundled", "mine"], settings.Plugins);
    }

    private static SettingsResult Read(string file) => SettingsReader.Read(new SettingsSources { FileText = file });
}
