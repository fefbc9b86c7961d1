using System.Net;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Functions;

/// <summary>Which function of the kit may be called in which phase, and what the others say.</summary>
public sealed class PhaseRulesTests : ScriptTests
{
    private const string Request = "rewrite, access, balancer, response, cluster_listener, header_filter, body_filter, log, error, admin_api";
    private const string Response = "response, header_filter, body_filter, log, error, admin_api";
    private const string ServiceResponse = "response, header_filter, body_filter, log";
    private const string Head = "rewrite, access, balancer, response, header_filter, error, admin_api";
    private const string Routed = "access, response, header_filter, body_filter, log";

    [Theory]
    [InlineData("kong.request.get_scheme()", "RAHBL", Request)]
    [InlineData("kong.request.get_host()", "RAHBL", Request)]
    [InlineData("kong.request.get_method()", "RAHBL", Request)]
    [InlineData("kong.request.get_path()", "RAHBL", Request)]
    [InlineData("kong.request.get_raw_query()", "RAHBL", Request)]
    [InlineData("kong.request.get_query()", "RAHBL", Request)]
    [InlineData("kong.request.get_header('x')", "RAHBL", Request)]
    [InlineData("kong.request.get_headers()", "RAHBL", Request)]
    [InlineData("kong.request.get_forwarded_host()", "RAHBL", Request)]
    [InlineData("kong.request.get_uri_captures()", "RAHBL", Request)]
    [InlineData("kong.request.get_start_time()", "RAHBL", Request)]
    [InlineData("kong.request.get_raw_body()", "RA", "rewrite, access, response, error, admin_api")]
    [InlineData("kong.request.get_body()", "RA", "rewrite, access, response, error, admin_api")]
    [InlineData("kong.service.request.set_scheme('http')", "RA", "rewrite, access, balancer")]
    [InlineData("kong.service.request.set_path('/')", "RA", "rewrite, access, balancer")]
    [InlineData("kong.service.request.set_header('x', 'y')", "RA", "rewrite, access, balancer")]
    [InlineData("kong.service.request.set_raw_body('')", "RA", "rewrite, access, balancer")]
    [InlineData("kong.service.request.enable_buffering()", "RA", "rewrite, access, balancer")]
    [InlineData("kong.service.request.set_raw_query('')", "RA", "rewrite, access")]
    [InlineData("kong.service.request.set_query({})", "RA", "rewrite, access")]
    [InlineData("kong.service.request.clear_query_arg('x')", "RA", "rewrite, access")]
    [InlineData("kong.service.request.set_method('GET')", "RA", "rewrite, access")]
    [InlineData("kong.service.request.add_header('x', 'y')", "RA", "rewrite, access")]
    [InlineData("kong.service.request.clear_header('x')", "RA", "rewrite, access")]
    [InlineData("kong.service.request.set_headers({ x = 'y' })", "RA", "rewrite, access")]
    [InlineData("kong.service.request.set_body({}, 'application/json')", "RA", "rewrite, access")]
    [InlineData("kong.response.set_headers({ x = 'y' })", "RAH", Head)]
    [InlineData("kong.service.set_target('h', 80)", "RA", "rewrite, access, balancer, preread")]
    [InlineData("kong.service.set_upstream('u')", "A", "access")]
    [InlineData("kong.service.set_retries(1)", "A", "access")]
    [InlineData("kong.service.set_timeouts(1, 1, 1)", "A", "access")]
    [InlineData("kong.service.response.get_status()", "HBL", ServiceResponse)]
    [InlineData("kong.service.response.get_header('x')", "HBL", ServiceResponse)]
    [InlineData("kong.service.response.get_headers()", "HBL", ServiceResponse)]
    [InlineData("kong.service.response.get_raw_body()", "HBL", ServiceResponse)]
    [InlineData("kong.response.get_status()", "HBL", Response)]
    [InlineData("kong.response.get_header('x')", "HBL", Response)]
    [InlineData("kong.response.get_headers()", "HBL", Response)]
    [InlineData("kong.response.get_source()", "HBL", Response)]
    [InlineData("kong.response.set_status(200)", "RAH", Head)]
    [InlineData("kong.response.set_header('x', 'y')", "RAH", Head)]
    [InlineData("kong.response.add_header('x', 'y')", "RAH", Head)]
    [InlineData("kong.response.clear_header('x')", "RAH", Head)]
    [InlineData("kong.response.get_raw_body()", "B", "body_filter")]
    [InlineData("kong.response.set_raw_body('x')", "B", "body_filter")]
    [InlineData("kong.response.exit(200)", "RAH", Head)]
    [InlineData("kong.response.error(500)", "RAH", Head)]
    [InlineData("kong.client.get_consumer()", "AHBL", Routed)]
    [InlineData("kong.client.get_credential()", "AHBL", Routed)]
    [InlineData("kong.client.load_consumer('x', true)", "AHBL", Routed)]
    [InlineData("kong.client.get_protocol()", "AHBL", Routed)]
    [InlineData("kong.client.authenticate(nil, { id = 'x' })", "A", "access")]
    [InlineData("kong.client.get_ip()", "CRAHBL", "")]
    [InlineData("kong.client.get_forwarded_ip()", "CRAHBL", "")]
    [InlineData("kong.router.get_route()", "AHBL", Routed)]
    [InlineData("kong.router.get_service()", "AHBL", Routed)]
    [InlineData("kong.node.get_id()", "CRAHBL", "")]
    [InlineData("kong.log.info('x')", "CRAHBL", "")]
    [InlineData("kong.log.serialize()", "L", "log")]
    [InlineData("kong.log.set_serialize_value('x', 1)", "RAHBL", "rewrite, access, response, header_filter, body_filter, log")]
    public async Task Function_OutsideItsPhases_SaysWhichTheyAre(string call, string allowed, string names)
    {
        foreach (var (letter, phase) in new[] { ('C', "certificate"), ('R', "rewrite"), ('A', "access"), ('H', "header_filter"), ('B', "body_filter"), ('L', "log") })
        {
            var problem = await Problem(phase, call);

            Assert.Equal(allowed.Contains(letter) ? null : $"function cannot be called in {phase} phase (only in: {names})", problem);
        }
    }

    [Theory]
    [InlineData("ngx.sleep(0)")]
    [InlineData("require('resty.http').new():request_uri('http://127.0.0.1:1/')")]
    [InlineData("ngx.socket.tcp():connect('127.0.0.1', 1)")]
    public async Task Waiting_InFilters_IsRefused(string call)
    {
        Assert.Equal("API disabled in the context of header_filter_by_lua*", await Problem("header_filter", call));
        Assert.Equal("API disabled in the context of body_filter_by_lua*", await Problem("body_filter", call));
        Assert.Null(await Problem("certificate", call));
        Assert.Null(await Problem("log", call));
    }

    /// <summary>What a call says in a phase, without where it was; null when nothing.</summary>
    private static async Task<string?> Problem(string phase, string call)
    {
        await using var handler = Create(phase, call);
        var context = new FakePluginContext();
        context.Response.BufferedBody = [];
        var piece = new BodyPiece { IsLast = true };
        try
        {
            switch (phase)
            {
                case "certificate":
                    await handler.CertificateAsync(new Handshake(), CancellationToken.None);
                    break;
                case "rewrite":
                    await handler.RewriteAsync(context);
                    break;
                case "access":
                    await handler.AccessAsync(context);
                    break;
                case "header_filter":
                    handler.HeaderFilter(context);
                    break;
                case "body_filter":
                    handler.BodyFilter(context, ref piece);
                    break;
                default:
                    await handler.LogAsync(context);
                    break;
            }

            return null;
        }
        catch (LuaException e)
        {
            return e.Message[(e.Message.IndexOf("\"]:1: ", StringComparison.Ordinal) + 6)..];
        }
    }

    private sealed class Handshake : CertificateContext
    {
        public override string? ServerName => null;

        public override IPAddress RemoteAddress => IPAddress.Loopback;
    }
}
