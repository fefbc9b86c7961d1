using System.Diagnostics;
using Sightglass.Plugins.OpenTelemetry;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Recording;

namespace Sightglass.Plugins.Tests.OpenTelemetry;

/// <summary>What the upstream is told for what the client has said, in every format.</summary>
public sealed class PropagationTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Span = "b7ad6b7169203331";
    private const string Parent = "00f067aa0ba902b7";

    private readonly TraceRecorderPool _pool = new();

    /// <summary>{trace}, {low} (its lower half), {root} and {up} stand for the ids of the recorded request, {…:d} for their decimal numbers.</summary>
    [Theory]
    [InlineData("w3c", "traceparent: 00-{trace}-{up}-01")]
    [InlineData("b3", "x-b3-traceid: {trace}|x-b3-spanid: {up}|x-b3-parentspanid: {root}|x-b3-sampled: 1")]
    [InlineData("b3-single", "b3: {trace}-{up}-1-{root}")]
    [InlineData("jaeger", "uber-trace-id: {trace}:{up}:{root}:01")]
    [InlineData("ot", "ot-tracer-traceid: {low}|ot-tracer-spanid: {up}|ot-tracer-sampled: 1")]
    [InlineData("datadog", "x-datadog-trace-id: {low:d}|x-datadog-parent-id: {up:d}|x-datadog-sampling-priority: 1")]
    [InlineData("aws", "x-amzn-trace-id: Root=1-{trace:8}-{trace:24};Parent={up};Sampled=1")]
    [InlineData("gcp", "x-cloud-trace-context: {trace}/{up:d};o=1")]
    public async Task Inject_NothingCameIn_WritesTheFormat(string format, string expected)
    {
        var (context, trace) = await AccessAsync($$$"""{"propagation":{"inject":["{{{format}}}"],"default_format":"w3c"}}""", "");

        Assert.Equal(Fill(expected, trace!), Sent(context));
        Assert.True(context.KeepsTrace);
    }

    [Theory]
    [InlineData("w3c", "traceparent: 00-" + Trace + "-" + Span + "-01", 16)]
    [InlineData("w3c", "traceparent: 00-" + Trace + "-" + Span + "-03", 16)]
    [InlineData("b3", "x-b3-traceid: " + Trace + "|x-b3-spanid: " + Span + "|x-b3-sampled: 1", 16)]
    [InlineData("b3", "x-b3-traceid: " + Trace + "|x-b3-spanid: " + Span + "|x-b3-parentspanid: " + Parent + "|x-b3-sampled: true", 16)]
    [InlineData("b3", "x-b3-traceid: 8448eb211c80319c|x-b3-spanid: " + Span + "|x-b3-sampled: 1", 8)]
    [InlineData("b3", "b3: " + Trace + "-" + Span + "-1-" + Parent, 16)]
    [InlineData("b3", "b3: " + Trace + "-" + Span + "-1", 16)]
    [InlineData("b3", "b3: " + Trace + "-" + Span, 16)]
    [InlineData("b3", "tracestate: b3=" + Trace + "-" + Span + "-1", 16)]
    [InlineData("jaeger", "uber-trace-id: " + Trace + ":" + Span + ":" + Parent + ":1", 16)]
    [InlineData("jaeger", "uber-trace-id: 8448eb211c80319c:" + Span + ":0:01", 8)]
    [InlineData("ot", "ot-tracer-traceid: " + Trace + "|ot-tracer-spanid: " + Span + "|ot-tracer-sampled: 1", 16)]
    [InlineData("ot", "ot-tracer-traceid: 8448eb211c80319c|ot-tracer-spanid: " + Span + "|ot-tracer-sampled: true", 8)]
    [InlineData("datadog", "x-datadog-trace-id: 9532127138774266268|x-datadog-parent-id: 13235353014750950193|x-datadog-sampling-priority: 1", 8)]
    [InlineData("aws", "x-amzn-trace-id: Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=" + Span + ";Sampled=1", 16)]
    [InlineData("aws", "x-amzn-trace-id: Self=1; Root = 1-0af76519-16cd43dd8448eb211c80319c ;Sampled=1;Parent=" + Span, 16)]
    [InlineData("gcp", "x-cloud-trace-context: " + Trace + "/13235353014750950193;o=1", 16)]
    public async Task Extract_KnownFormat_JoinsTheClientsTrace(string format, string headers, int size)
    {
        var (context, trace) = await AccessAsync(
            $$$"""{"propagation":{"extract":["gcp","aws","datadog","ot","jaeger","w3c","b3"],"inject":["w3c","b3"],"default_format":"w3c"}}""", headers);

        var whole = size == 16 ? Trace : "0000000000000000" + Trace[16..];
        Assert.Equal(whole, trace!.TraceId.ToHexString());
        Assert.Equal(Span, trace.RemoteParent.ToHexString());
        Assert.Equal($"00-{whole}-{trace.UpstreamSpanId}-01", context.ServiceRequest.GetHeader("traceparent").ToString());
        Assert.Equal(whole[^(2 * size)..], context.ServiceRequest.GetHeader("x-b3-traceid").ToString());
        Assert.Equal(trace.SpanIdOf(TraceRecorder.Root).ToHexString(), context.ServiceRequest.GetHeader("x-b3-parentspanid").ToString());
        Assert.True(context.KeepsTrace);
        Assert.Equal(new Dictionary<string, object?> { ["w3c"] = whole, ["b3"] = whole[^(2 * size)..] }, context.LogFields["trace_id"]);
        Assert.NotNull(format);
    }

    [Theory]
    [InlineData("traceparent: 00-" + Trace + "-" + Span + "-00")]
    [InlineData("x-b3-traceid: " + Trace + "|x-b3-spanid: " + Span + "|x-b3-sampled: 0")]
    [InlineData("x-b3-sampled: false")]
    [InlineData("b3: 0")]
    [InlineData("b3: " + Trace + "-" + Span + "-0")]
    [InlineData("uber-trace-id: " + Trace + ":" + Span + ":0:0")]
    [InlineData("ot-tracer-traceid: " + Trace + "|ot-tracer-spanid: " + Span + "|ot-tracer-sampled: 0")]
    [InlineData("x-datadog-trace-id: 1|x-datadog-parent-id: 2|x-datadog-sampling-priority: -1")]
    [InlineData("x-amzn-trace-id: Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=" + Span + ";Sampled=0")]
    [InlineData("x-cloud-trace-context: " + Trace + "/1;o=0")]
    [InlineData("x-cloud-trace-context: " + Trace + "/1")]
    public async Task Extract_ClientDoesNotRecord_NeitherDoesTheGateway(string headers)
    {
        var (context, _) = await AccessAsync("""{"propagation":{"extract":["w3c","b3","jaeger","ot","datadog","aws","gcp"],"inject":["w3c"],"default_format":"w3c"}}""", headers);

        Assert.EndsWith("-00", context.ServiceRequest.GetHeader("traceparent").ToString());
        Assert.False(context.KeepsTrace);
    }

    [Theory]
    [InlineData("traceparent: 01-" + Trace + "-" + Span + "-01")]
    [InlineData("traceparent: 00-" + Trace + "-" + Span)]
    [InlineData("traceparent: 00-00000000000000000000000000000000-" + Span + "-01")]
    [InlineData("traceparent: 00-" + Trace + "-0000000000000000-01")]
    [InlineData("traceparent: 00-" + Trace + "-" + Span + "-1")]
    [InlineData("x-b3-traceid: abc|x-b3-spanid: " + Span)]
    [InlineData("x-b3-traceid: " + Trace + "|x-b3-spanid: zz")]
    [InlineData("b3: 1234-" + Span)]
    [InlineData("uber-trace-id: " + Trace + ":0:0:1")]
    [InlineData("uber-trace-id: 0:" + Span + ":0:1")]
    [InlineData("uber-trace-id: nonsense")]
    [InlineData("ot-tracer-traceid: abc|ot-tracer-spanid: " + Span)]
    [InlineData("x-datadog-trace-id: abc")]
    [InlineData("x-datadog-trace-id: 1|x-datadog-sampling-priority: 7")]
    [InlineData("x-amzn-trace-id: Root=2-0af76519-16cd43dd8448eb211c80319c;Parent=" + Span)]
    [InlineData("x-amzn-trace-id: Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=" + Span + ";Sampled=2")]
    [InlineData("x-cloud-trace-context: 0AF7651916CD43DD8448EB211C80319C/1;o=1")]
    [InlineData("x-cloud-trace-context: " + Trace + "/1;o=x")]
    public async Task Extract_Malformed_IsLoggedAndIgnored(string headers)
    {
        var (context, trace) = await AccessAsync("""{"propagation":{"extract":["w3c","b3","jaeger","ot","datadog","aws","gcp"],"inject":["w3c"],"default_format":"w3c"}}""", headers);

        Assert.Contains(context.Logger.Entries, entry => entry.Message.EndsWith("; ignoring.", StringComparison.Ordinal));
        Assert.NotEqual(Trace, trace!.TraceId.ToHexString());
        Assert.Equal(default, trace.RemoteParent);
        Assert.Equal($"00-{trace.TraceId}-{trace.UpstreamSpanId}-01", context.ServiceRequest.GetHeader("traceparent").ToString());
    }

    [Theory]
    [InlineData("""{}""", "x-b3-traceid: " + Trace + "|x-b3-spanid: " + Span, "x-b3-traceid,x-b3-spanid,x-b3-parentspanid,x-b3-sampled")]
    [InlineData("""{}""", "b3: " + Trace + "-" + Span, "b3")]
    [InlineData("""{}""", "b3: d", "b3")]
    [InlineData("""{}""", "uber-trace-id: " + Trace + ":" + Span + ":0:1", "uber-trace-id")]
    [InlineData("""{}""", "ot-tracer-traceid: " + Trace, "ot-tracer-traceid,ot-tracer-spanid,ot-tracer-sampled")]
    [InlineData("""{}""", "x-datadog-trace-id: 12", "x-datadog-trace-id,x-datadog-parent-id,x-datadog-sampling-priority")]
    [InlineData("""{}""", "x-amzn-trace-id: Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=" + Span, "x-amzn-trace-id")]
    [InlineData("""{}""", "x-cloud-trace-context: " + Trace + "/1", "x-cloud-trace-context")]
    [InlineData("""{}""", "", "traceparent")]
    [InlineData("""{"propagation":{"default_format":"ot"}}""", "", "ot-tracer-traceid,ot-tracer-spanid,ot-tracer-sampled")]
    [InlineData("""{"header_type":"ignore"}""", "x-b3-traceid: " + Trace + "|x-b3-spanid: " + Span, "traceparent")]
    [InlineData("""{"header_type":"datadog"}""", "uber-trace-id: " + Trace + ":" + Span + ":0:1", "uber-trace-id,x-datadog-trace-id,x-datadog-parent-id,x-datadog-sampling-priority")]
    [InlineData("""{"header_type":"w3c"}""", "", "traceparent")]
    [InlineData("""{"header_type":null}""", "x-b3-traceid: " + Trace, "")]
    [InlineData("""{"header_type":"b3","propagation":{"extract":["w3c"],"default_format":"w3c"}}""", "traceparent: 00-" + Trace + "-" + Span + "-01", "")]
    public async Task Inject_ByConfiguration_ChoosesTheFormats(string config, string headers, string written)
    {
        var (context, _) = await AccessAsync(config, headers);

        Assert.Equal(written.Split(',', StringSplitOptions.RemoveEmptyEntries), context.ServiceRequest.Changed.Keys.Select(name => name.ToLowerInvariant()));
    }

    [Fact]
    public async Task Extract_SeveralFormats_TakesTheFirstThatSaysAnything()
    {
        const string Headers = "traceparent: 00-" + Trace + "-" + Span + "-01|tracestate: vendor=1|ot-tracer-traceid: 00000000000000000000000000000007|ot-tracer-spanid: 0000000000000008";

        var (first, _) = await AccessAsync("""{"propagation":{"extract":["ot","w3c"],"inject":["preserve"],"default_format":"w3c"}}""", Headers);
        Assert.Equal("00000000000000000000000000000007", first.ServiceRequest.GetHeader("ot-tracer-traceid").ToString());

        // A state of others does not make a request one of B3.
        var (second, trace) = await AccessAsync("""{"propagation":{"extract":["b3","w3c"],"inject":["preserve"],"default_format":"b3"}}""", Headers);
        Assert.Equal($"00-{Trace}-{trace!.UpstreamSpanId}-01", second.ServiceRequest.GetHeader("traceparent").ToString());
    }

    [Fact]
    public async Task Extract_NotAsked_BeginsATraceOfItsOwn()
    {
        var (context, trace) = await AccessAsync(
            """{"propagation":{"inject":["w3c"],"default_format":"w3c"}}""",
            "traceparent: 00-" + Trace + "-" + Span + "-01",
            (ActivityTraceId.CreateFromString(Trace), ActivitySpanId.CreateFromString(Span)));

        Assert.NotEqual(Trace, trace!.TraceId.ToHexString());
        Assert.Equal(default, trace.RemoteParent);
        Assert.Equal($"00-{trace.TraceId}-{trace.UpstreamSpanId}-01", context.ServiceRequest.GetHeader("traceparent").ToString());
    }

    [Fact]
    public async Task Clear_NamedHeaders_DoNotReachTheUpstream()
    {
        var (context, _) = await AccessAsync(
            """{"propagation":{"extract":["w3c","ot"],"inject":["preserve"],"clear":["ot-tracer-traceid","OT-Tracer-SpanId","x-none"],"default_format":"b3"}}""",
            "traceparent: 00-" + Trace + "-" + Span + "-01|ot-tracer-traceid: 0000000000000007|ot-tracer-spanid: 0000000000000008|ot-tracer-sampled: 1");

        Assert.Equal(0, context.ServiceRequest.GetHeader("ot-tracer-traceid").Count);
        Assert.Equal(0, context.ServiceRequest.GetHeader("ot-tracer-spanid").Count);
        Assert.Equal("1", context.ServiceRequest.GetHeader("ot-tracer-sampled").ToString());
        Assert.StartsWith($"00-{Trace}-", context.ServiceRequest.GetHeader("traceparent").ToString());
    }

    [Theory]
    [InlineData("jaeger", "uber-trace-id: " + Trace + ":" + Span + ":0:1|uberctx-Mother: Mary%20Ann|uberctx-id: 7", "uberctx-")]
    [InlineData("ot", "ot-tracer-traceid: " + Trace + "|ot-baggage-Mother: Mary%20Ann|ot-baggage-id: 7", "ot-baggage-")]
    public async Task Baggage_GoesOn(string format, string headers, string prefix)
    {
        var (context, _) = await AccessAsync($$$"""{"propagation":{"extract":["{{{format}}}"],"inject":["preserve","jaeger","ot"],"default_format":"w3c"}}""", headers);

        Assert.Equal("Mary%20Ann", context.ServiceRequest.GetHeader(prefix + "mother").ToString());
        Assert.Equal("7", context.ServiceRequest.GetHeader("uberctx-id").ToString());
        Assert.Equal("7", context.ServiceRequest.GetHeader("ot-baggage-id").ToString());
    }

    [Theory]
    [InlineData("x-b3-flags: 1|x-b3-traceid: " + Trace, "x-b3-flags: 1", "x-b3-sampled")]
    [InlineData("b3: " + Trace + "-" + Span + "-d", "b3: " + Trace + "-{up}-d-{root}", "x-b3-flags")]
    public async Task B3_DebugFlag_GoesOnInItsPlace(string headers, string expected, string absent)
    {
        var (context, trace) = await AccessAsync("""{"propagation":{"extract":["b3"],"inject":["preserve"],"default_format":"w3c"}}""", headers);

        Assert.Contains(Fill(expected, trace!).Single(), Sent(context));
        Assert.DoesNotContain(absent, context.ServiceRequest.Changed.Keys);
    }

    [Fact]
    public async Task Instrumentations_Off_TracesGoOnAndNothingIsSampled()
    {
        var (context, trace) = await AccessAsync("{}", "traceparent: 00-" + Trace + "-" + Span + "-01", instrumentations: TracingInstrumentation.Off);

        Assert.Null(trace);
        Assert.Matches($"^00-{Trace}-[0-9a-f]{{16}}-00$", context.ServiceRequest.GetHeader("traceparent").ToString());
        Assert.DoesNotContain(Span, context.ServiceRequest.GetHeader("traceparent").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instrumentations_WithoutTheBalancer_TheUpstreamIsInsideTheRequest()
    {
        var (context, trace) = await AccessAsync("{}", "", instrumentations: TracingInstrumentation.Request | TracingInstrumentation.Router);

        Assert.Equal($"00-{trace!.TraceId}-{trace.SpanIdOf(TraceRecorder.Root)}-01", context.ServiceRequest.GetHeader("traceparent").ToString());
    }

    [Theory]
    [InlineData(1.0, null, true)]
    [InlineData(0.0, null, false)]
    [InlineData(0.0, "1", true)]
    [InlineData(1.0, "0", false)]

    // The first eight bytes of the trace, as the machine reads them, are 0.864 of all numbers.
    [InlineData(0.87, null, true)]
    [InlineData(0.86, null, false)]
    public async Task Sampling_ByTraceId_IsTheNodesRateUnlessTheInstanceHasOne(double node, string? instance, bool isSampled)
    {
        var config = instance is null ? "{}" : $$"""{"sampling_rate":{{instance}}}""";

        var (context, _) = await AccessAsync(config, "traceparent: 00-" + Trace + "-" + Span + "-01", samplingRate: node);

        Assert.EndsWith(isSampled ? "-01" : "-00", context.ServiceRequest.GetHeader("traceparent").ToString());
        Assert.Equal(isSampled, context.KeepsTrace);
    }

    [Fact]
    public async Task HeaderFilter_Configured_TellsTheTraceId()
    {
        await using var handler = Handler("""{"http_response_header_for_traceid":"X-Trace"}""", TracingInstrumentation.Off, 1);
        var context = new FakePluginContext();
        context.Request.Headers["traceparent"] = $"00-{Trace}-{Span}-01";

        await handler.AccessAsync(context);
        handler.HeaderFilter(context);

        Assert.Equal(Trace, context.Response.Headers["X-Trace"].ToString());
    }

    private static PluginHandler Handler(string config, TracingInstrumentation instrumentations, double samplingRate)
    {
        // Nothing listens there: these tests are about what upstreams are told.
        var whole = config == "{}" ? """{"traces_endpoint":"http://127.0.0.1:9/"}""" : config.Insert(1, "\"traces_endpoint\":\"http://127.0.0.1:9/\",");
        return PluginFactory.Create(new OpenTelemetryPlugin(), whole, instrumentations: instrumentations, samplingRate: samplingRate);
    }

    private async Task<(FakePluginContext Context, TraceRecorder? Trace)> AccessAsync(
        string config,
        string headers,
        (ActivityTraceId TraceId, ActivitySpanId Parent) client = default,
        TracingInstrumentation instrumentations = TracingInstrumentation.All,
        double samplingRate = 1)
    {
        await using var handler = Handler(config, instrumentations, samplingRate);
        var context = new FakePluginContext();
        foreach (var header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = header.IndexOf(": ", StringComparison.Ordinal);
            context.Request.Headers[header[..colon]] = header[(colon + 2)..];
        }

        if (instrumentations != TracingInstrumentation.Off)
        {
            context.TraceValue = _pool.Rent();
            context.TraceValue.Begin(TraceRecorder.Now(), client.TraceId, client.Parent);
        }

        await handler.AccessAsync(context);
        return (context, context.TraceValue);
    }

    private static string[] Sent(FakePluginContext context) =>
        [.. context.ServiceRequest.Changed.Select(header => $"{header.Key.ToLowerInvariant()}: {header.Value}")];

    private static string[] Fill(string expected, TraceRecorder trace)
    {
        var (id, root, up) = (trace.TraceId.ToHexString(), trace.SpanIdOf(TraceRecorder.Root).ToHexString(), trace.UpstreamSpanId.ToHexString());
        return expected
            .Replace("{trace:8}", id[..8], StringComparison.Ordinal)
            .Replace("{trace:24}", id[8..], StringComparison.Ordinal)
            .Replace("{trace}", id, StringComparison.Ordinal)
            .Replace("{low:d}", $"{Convert.ToUInt64(id[16..], 16)}", StringComparison.Ordinal)
            .Replace("{low}", id[16..], StringComparison.Ordinal)
            .Replace("{root}", root, StringComparison.Ordinal)
            .Replace("{up:d}", $"{Convert.ToUInt64(up, 16)}", StringComparison.Ordinal)
            .Replace("{up}", up, StringComparison.Ordinal)
            .Split('|');
    }
}
