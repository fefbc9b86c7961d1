using Microsoft.AspNetCore.Http;
using Sightglass.Configuration.Entities;
using Sightglass.Tracing.Model;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;

namespace Truth.Scenarios;

/// <summary>The main delays in calls to gRPC upstreams, which go over HTTP/2.</summary>
public sealed class GrpcTests
{
    private const int Delay = 900;
    private const string SendRequest = "kong.send_request_to_upstream";
    private const string ReadHeaders = "kong.read_headers_from_upstream";
    private const string ReadBody = "kong.read_body_from_upstream";
    private const string FindUpstream = "kong.upstream.find_upstream";

    [Fact]
    public Task Answer_Late_IsInReadHeaders() => Scenario.RunAsync(async injection =>
    {
        var (first, trace) = await MeasureAsync(injection, async context =>
        {
            await injection.DelayAsync(Delay);
            await GrpcUpstream.AnswerAsync(context);
        });

        Shows.Delay(trace, injection, Party.Upstream, ReadHeaders);
        Shows.Attribute(trace.Root, "network.protocol.name", "grpc");
        Shows.Attribute(Shows.Single(first, FindUpstream), "keepalive", "false");
        Shows.Attribute(Shows.Single(trace, FindUpstream), "keepalive", "true");
    });

    [Fact]
    public Task Messages_OfTheClientLate_AreInReadBodyAndTheClients() => Scenario.RunAsync(async injection =>
    {
        var (_, trace) = await MeasureAsync(injection, GrpcUpstream.AnswerAsync, async write =>
        {
            await write(new byte[5]);
            await injection.DelayAsync(Delay);
            await write(new byte[5]);
        });

        // The messages are sent on as they arrive.
        Shows.Delay(trace, injection, Party.Client, "kong.read_client_http_body", SendRequest);
        Shows.Attribute(trace.Root, "http.request.body.size", "10");
    });

    [Fact]
    public Task Messages_OfTheUpstreamLate_AreInReadBody() => Scenario.RunAsync(async injection =>
    {
        var (_, trace) = await MeasureAsync(injection, async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5]);
            await context.Response.Body.FlushAsync();
            await injection.DelayAsync(Delay);
            await GrpcUpstream.AnswerAsync(context);
        });

        Shows.Delay(trace, injection, Party.Upstream, ReadBody, "kong.phase.body_filter");
        Shows.Attribute(trace.Root, "http.response.body.size", "10");
    });

    [Fact]
    public Task Upstream_GivesUpBeforeTheHead_FailsReadHeaders() => Scenario.RunAsync(async injection =>
    {
        var (_, trace) = await MeasureAsync(injection, async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            if (injection.Armed)
            {
                await injection.DelayAsync(Delay);
                context.Abort();
                return;
            }

            await GrpcUpstream.AnswerAsync(context);
        });

        Shows.Delay(trace, injection, Party.Upstream, ReadHeaders);
        Assert.Equal(SpanStatus.Error, Shows.Single(trace, ReadHeaders).Status);
        Assert.NotEqual(SpanStatus.Error, Shows.Single(trace, FindUpstream).Status);
        Assert.Equal(SpanStatus.Error, trace.Root.Status);
    });

    [Fact]
    public async Task Upstream_Refuses_FailsFindUpstream()
    {
        await using var gateway = await TruthGateway.StartAsync(Configuration(1), transport: Transport.Http2);
        using Caller caller = new Http2Caller(gateway.Address, "application/grpc");
        await caller.SendAsync(body: write => write(new byte[5]));

        var trace = await gateway.NextTraceAsync();
        Shows.Invariants(trace);
        Assert.Equal(SpanStatus.Error, Shows.Single(trace, FindUpstream).Status);
        Shows.None(trace, SendRequest);
        Shows.None(trace, ReadHeaders);
    }

    /// <summary>One call to get warm and one measured, on one connection.</summary>
    private static async Task<(Trace Warm, Trace Measured)> MeasureAsync(
        Injection injection, RequestDelegate answer, Func<Func<byte[], Task>, Task>? body = null)
    {
        await using var upstream = await GrpcUpstream.StartAsync(answer);
        await using var gateway = await TruthGateway.StartAsync(Configuration(upstream.EndPoint.Port), transport: Transport.Http2);
        using Caller caller = new Http2Caller(gateway.Address, "application/grpc");
        body ??= static write => write(new byte[5]);
        await caller.SendAsync(body: body);
        var warm = await gateway.NextTraceAsync();
        Shows.Invariants(warm);
        injection.Arm();
        await caller.SendAsync(body: body);
        return (warm, await gateway.NextTraceAsync());
    }

    private static GatewayConfiguration Configuration(int port)
    {
        var configuration = Configurations.To(new ServiceConfig { Id = Configurations.Id(1), Protocol = "grpc", Host = "127.0.0.1", Port = port, Retries = 0 });
        return configuration with { Routes = [configuration.Routes[0] with { Protocols = ["grpc", "grpcs"], StripPath = false }] };
    }
}
