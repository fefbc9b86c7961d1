using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.Logging;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Logging;

namespace Sightglass.Plugins.Tests.Logging;

public sealed class LogRecordTests
{
    [Fact]
    public void Write_ProxiedRequest_HasEveryField()
    {
        var route = Guid.Parse("11111111-1111-4111-8111-111111111111");
        var service = Guid.Parse("22222222-2222-4222-8222-222222222222");
        var consumer = Guid.Parse("33333333-3333-4333-8333-333333333333");
        var credential = Guid.Parse("44444444-4444-4444-8444-444444444444");
        var context = new FakePluginContext
        {
            RouteValue = new RouteConfig { Id = route, Name = "r", Service = service, Paths = ["/p"] },
            ServiceValue = new ServiceConfig { Id = service, Name = "s", Host = "up" },
            TimingsValue = new RequestTimings(1773500966535, 12.9, 2.5, 9.1, 1.2),
            ConnectionValue = new ConnectionInfo(IPAddress.Loopback, 8443, 1, 1, "TLSv1.3", "TLS_AES_256_GCM_SHA384"),
        };
        context.Client.Authenticate(new ConsumerConfig { Id = consumer, Username = "ann" }, new CredentialConfig(credential, "keyauth_credentials", "hush", []));
        context.Request.SchemeValue = "https";
        context.Request.PathValue = "/p";
        context.Request.QueryStringValue = "a=1&b=2&b=3";
        context.Request.Headers.Host = "api.example.com:443";
        context.Request.Headers.Authorization = "Bearer hush";
        context.Request.Headers.ProxyAuthorization = "Basic hush";
        context.Request.Headers["X-Two"] = new(["x", "y"]);
        context.ServiceRequest.Path = "/up";
        context.Response.Headers.ContentType = "text/plain";
        context.Response.UpstreamStatus = 200;
        context.Response.BodySizeValue = 10;
        context.TriesValue.Add(new UpstreamTry(1773500966536123456, 1_500_000, IPAddress.Parse("10.0.0.1"), 80, "failed", 502));
        context.TriesValue.Add(new UpstreamTry(1773500966539123456, 200_000, IPAddress.Parse("10.0.0.2"), 80, null, null));

        var record = Write(context);

        Assert.Equal(
            $$$"""
            {"request":{"id":"0123456789abcdef0123456789abcdef","method":"GET","uri":"/p?a=1&b=2&b=3","url":"https://api.example.com:8443/p?a=1&b=2&b=3","querystring":{"a":"1","b":["2","3"]},"headers":{"host":"api.example.com:443","authorization":"REDACTED","proxy-authorization":"REDACTED","x-two":["x","y"],"x-consumer-id":"{{{consumer}}}","x-consumer-username":"ann","x-credential-identifier":"{{{credential}}}"},"size":120,"tls":{"version":"TLSv1.3","cipher":"TLS_AES_256_GCM_SHA384","client_verify":"NONE"}},"response":{"status":200,"headers":{"content-type":"text/plain"},"size":100},"upstream_uri":"/up?a=1&b=2&b=3","upstream_status":"502, 200","latencies":{"kong":2,"proxy":9,"request":12,"receive":1},"tries":[{"balancer_start":1773500966536,"balancer_start_ns":1773500966536123456,"balancer_latency":1,"balancer_latency_ns":1500000,"ip":"10.0.0.1","port":80,"state":"failed","code":502},{"balancer_start":1773500966539,"balancer_start_ns":1773500966539123456,"balancer_latency":0,"balancer_latency_ns":200000,"ip":"10.0.0.2","port":80}],"route":{"id":"{{{route}}}","name":"r","protocols":["http","https"],"paths":["/p"],"https_redirect_status_code":426,"regex_priority":0,"strip_path":true,"path_handling":"v0","preserve_host":false,"request_buffering":true,"response_buffering":true,"service":{"id":"{{{service}}}"},"ws_id":"00000000-0000-0000-0000-000000000000"},"service":{"id":"{{{service}}}","name":"s","protocol":"http","host":"up","port":80,"retries":5,"connect_timeout":60000,"write_timeout":60000,"read_timeout":60000,"enabled":true,"ws_id":"00000000-0000-0000-0000-000000000000"},"consumer":{"id":"{{{consumer}}}","username":"ann"},"authenticated_entity":{"id":"{{{credential}}}","consumer_id":"{{{consumer}}}"},"client_ip":"203.0.113.7","started_at":1773500966535,"source":"upstream","workspace":"00000000-0000-0000-0000-000000000000","workspace_name":"default"}
            """,
            record);
        Assert.DoesNotContain("hush", record);
    }

    [Fact]
    public void Write_Entities_AreWhole()
    {
        var id = Guid.Parse("11111111-1111-4111-8111-111111111111");
        var context = new FakePluginContext
        {
            RouteValue = new RouteConfig
            {
                Id = id,
                Methods = ["GET"],
                Hosts = ["a.test"],
                Headers = [new HeaderMatch("x-a", ["1"])],
                Snis = ["b.test"],
                Sources = [new CidrPort("10.0.0.0/8", null)],
                Destinations = [new CidrPort(null, 9000)],
                Tags = ["t"],
                CreatedAt = 1_700_000_000,
                UpdatedAt = 1_700_000_001,
            },
            ServiceValue = new ServiceConfig
            {
                Id = id,
                Host = "up",
                Path = "/p",
                ClientCertificate = id,
                TlsVerify = false,
                TlsVerifyDepth = 2,
                CaCertificates = [id],
                Tags = ["t"],
                CreatedAt = 1_700_000_002,
                UpdatedAt = 1_700_000_003,
            },
        };
        context.Client.Authenticate(
            new ConsumerConfig { Id = id, CustomId = "c", Tags = ["t"], CreatedAt = 1_700_000_004, UpdatedAt = 1_700_000_005 }, null);

        var record = JsonNode.Parse(Write(context))!;

        Assert.Equal(
            $$$"""{"id":"{{{id}}}","protocols":["http","https"],"methods":["GET"],"hosts":["a.test"],"snis":["b.test"],"headers":{"x-a":["1"]},"https_redirect_status_code":426,"regex_priority":0,"strip_path":true,"path_handling":"v0","preserve_host":false,"request_buffering":true,"response_buffering":true,"sources":[{"ip":"10.0.0.0/8"}],"destinations":[{"port":9000}],"ws_id":"00000000-0000-0000-0000-000000000000","tags":["t"],"created_at":1700000000,"updated_at":1700000001}""",
            record["route"]!.ToJsonString());
        Assert.Equal(
            $$$"""{"id":"{{{id}}}","protocol":"http","host":"up","port":80,"path":"/p","retries":5,"connect_timeout":60000,"write_timeout":60000,"read_timeout":60000,"client_certificate":{"id":"{{{id}}}"},"tls_verify":false,"tls_verify_depth":2,"ca_certificates":["{{{id}}}"],"enabled":true,"ws_id":"00000000-0000-0000-0000-000000000000","tags":["t"],"created_at":1700000002,"updated_at":1700000003}""",
            record["service"]!.ToJsonString());
        Assert.Equal($$"""{"id":"{{id}}","custom_id":"c","tags":["t"],"created_at":1700000004,"updated_at":1700000005}""", record["consumer"]!.ToJsonString());
    }

    [Theory]
    [InlineData("/p", "", "/up")]
    [InlineData("/p?", "", "/up?")]
    [InlineData("/p?a=1", "a=1", "/up?a=1")]
    [InlineData("/p", "b=2", "/up?b=2")]
    public void Write_UpstreamUri_HasTheQueryThatIsSent(string target, string sent, string uri)
    {
        var context = new FakePluginContext();
        context.Request.Target = target;
        context.ServiceRequest.Path = "/up";
        context.ServiceRequest.QueryString = sent;

        Assert.Equal(uri, (string?)JsonNode.Parse(Write(context))!["upstream_uri"]);
    }

    [Fact]
    public void Write_HostInCapitals_HasItInSmallLettersInTheUrl()
    {
        var context = new FakePluginContext();
        context.Request.Headers.Host = "API.Example.com";

        Assert.Equal("http://api.example.com/", (string?)JsonNode.Parse(Write(context))!["request"]!["url"]);
    }

    [Theory]
    [InlineData("exit")]
    [InlineData("error")]
    public void Write_NotProxied_SaysSo(string source)
    {
        var context = new FakePluginContext { Source = source, TimingsValue = new RequestTimings(0, 1, 1, -1, 0) };
        context.ServiceRequest.Path = null;

        var record = JsonNode.Parse(Write(context))!;

        Assert.Equal("kong", (string?)record["source"]);
        Assert.Equal(-1, (int?)record["latencies"]!["proxy"]);
        Assert.Equal("", (string?)record["upstream_uri"]);
        Assert.Equal("", (string?)record["upstream_status"]);
        Assert.False(record.AsObject().ContainsKey("tries"));
        Assert.False(record.AsObject().ContainsKey("route"));
        Assert.Equal("http://api.example.com/", (string?)record["request"]!["url"]);
    }

    [Fact]
    public void Write_PluginFields_AreSetAddedReplacedAndRemoved()
    {
        var context = new FakePluginContext();
        context.LogFields["correlation_id"] = "c1";
        context.LogFields["a.b.c"] = new Dictionary<string, object?> { ["x"] = 1L, ["y"] = new List<object?> { true, 1.5, null } };
        context.LogFields["request.method"] = new LogField("ADDED", LogFieldMode.Add);
        context.LogFields["response.status"] = new LogField(299, LogFieldMode.Replace);
        context.LogFields["not.there"] = new LogField("x", LogFieldMode.Replace);
        context.LogFields["new_one"] = new LogField("n", LogFieldMode.Add);
        context.LogFields["request.headers"] = null;
        context.LogFields["client_ip.inside"] = "no";

        var record = JsonNode.Parse(Write(context))!.AsObject();

        Assert.Equal("c1", (string?)record["correlation_id"]);
        Assert.Equal("""{"x":1,"y":[true,1.5,null]}""", record["a"]!["b"]!["c"]!.ToJsonString());
        Assert.Equal("GET", (string?)record["request"]!["method"]);
        Assert.Equal(299, (int?)record["response"]!["status"]);
        Assert.Equal("n", (string?)record["new_one"]);
        Assert.False(record.ContainsKey("not"));
        Assert.False(record["request"]!.AsObject().ContainsKey("headers"));
        Assert.Equal("203.0.113.7", (string?)record["client_ip"]);
    }

    [Fact]
    public void Write_OddText_StaysOneLineOfJson()
    {
        var context = new FakePluginContext();
        context.Request.QueryStringValue = "q=%0A%22";
        context.Request.Headers["X-Odd"] = "quote\" tab\t é";

        var record = Write(context);

        Assert.DoesNotContain('\n', record);
        Assert.Equal("quote\" tab\t é", (string?)JsonNode.Parse(record)!["request"]!["headers"]!["x-odd"]);
    }

    private static string Write(FakePluginContext context)
    {
        var output = new ArrayBufferWriter<byte>();
        LogRecord.Write(context, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
