using System.Diagnostics;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;
using static Sightglass.Tracing.Catalogue.AttributeKeys;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.Tracing.Tests.Samples;

/// <summary>Requests recorded by hand, on a clock of whole nanoseconds that begins at 0.</summary>
internal static class Recordings
{
    public const string NodeId = "0d6cb4ae-5a4d-4a3f-9c0a-0f43f5e5a001";
    public const string RequestId = "680ed2c45c18562ab4448d54c6f962ff";
    public const string PluginId = "b0a1f1ce-0000-4000-8000-000000000001";
    public const string RouteId = "b0a1f1ce-0000-4000-8000-000000000002";

    public static readonly ClockAnchor Anchor = new(0, 1_700_000_000_000_000_000, 1_000_000_000);

    public static readonly SpanName KeyAuth = SpanNames.Plugin("access", "key-auth");
    public static readonly SpanName RateLimiting = SpanNames.Plugin("access", "rate-limiting");
    public static readonly SpanName Transformer = SpanNames.Plugin("body_filter", "response-transformer");
    public static readonly SpanName HttpLog = SpanNames.Plugin("log", "http-log");
    public static readonly SpanName RedisEval = SpanNames.Redis("eval");

    public static readonly ActivitySpanId RemoteParent = ActivitySpanId.CreateFromString("00f067aa0ba902b7");

    public static readonly ActivityTraceId TraceId = ActivityTraceId.CreateFromString("4bf92f3577b34da6a3ce929d0e0e4736");

    /// <summary>A request with everything in it: two plugins with I/O, two attempts, streamed response, log phase.</summary>
    public static Trace Full(string requestId = RequestId, TraceRecorderPool? pool = null)
    {
        var recorder = (pool ?? new TraceRecorderPool()).Rent();
        RecordFull(recorder, requestId);
        var trace = recorder.Complete(NodeId, requestId, Anchor);
        recorder.Return();
        return trace;
    }

    public static void RecordFull(TraceRecorder recorder, string requestId = RequestId)
    {
        recorder.Begin(0, TraceId, RemoteParent);
        RootAttributes(recorder, requestId);
        Read(recorder);

        recorder.End(recorder.Start(SpanNames.PhaseRewrite, 2_000), 2_100);
        Access(recorder);
        Upstream(recorder);

        recorder.End(recorder.Start(SpanNames.PhaseHeaderFilter, 80_100), 80_900);
        Body(recorder);
        recorder.Set(TraceRecorder.Root, HttpResponseBodySize, 4_096);
        recorder.Set(TraceRecorder.Root, HttpResponseSize, 4_296);
        recorder.Finish(100_000);

        var log = recorder.Start(SpanNames.PhaseLog, 100_200);
        var httpLog = recorder.Start(HttpLog, 100_300);
        recorder.Set(httpLog, ProxyKongPluginInstanceId, PluginId);
        recorder.End(httpLog, 100_700);
        recorder.End(log, 100_800);
    }

    private static void RootAttributes(TraceRecorder recorder, string requestId)
    {
        const int root = TraceRecorder.Root;
        recorder.Set(root, UrlFull, "http://api.example:8000/orders/7");
        recorder.Set(root, UrlScheme, "http");
        recorder.Set(root, ClientAddress, "203.0.113.9");
        recorder.Set(root, ClientPort, 51_000);
        recorder.Set(root, NetworkPeerAddress, "10.0.0.2");
        recorder.Set(root, NetworkPeerPort, 40_000);
        recorder.Set(root, ServerAddress, "10.0.0.1");
        recorder.Set(root, ServerPort, 8_000);
        recorder.Set(root, NetworkProtocolName, "http");
        recorder.Set(root, NetworkProtocolVersion, "1.1");
        recorder.Set(root, HttpRequestMethod, "GET");
        recorder.Set(root, HttpRequestSize, 220);
        recorder.Set(root, HttpRequestHeaderHost, "api.example:8000");
        recorder.Set(root, HttpResponseStatusCode, 200);
        recorder.Set(root, ProxyKongUpstreamStatusCode, 200);
        recorder.Set(root, KongRequestId, requestId);
        recorder.Set(root, ProxyKongRouteId, RouteId);
        recorder.Set(root, ProxyKongClientKA, true);
        recorder.Set(root, ProxyKongClientConnectionRequestCount, 3);
    }

    private static void Read(TraceRecorder recorder)
    {
        recorder.Ledger.Enter(LatencyKind.Client, 0);
        var headers = recorder.Start(SpanNames.ReadClientHttpHeaders, 0);
        recorder.Set(headers, ProxyKongHttpHeadersCount, 5);
        recorder.Set(headers, ProxyKongHttpHeadersSize, 220);
        recorder.End(headers, 1_500);
        recorder.Ledger.Leave(LatencyKind.Client, 0, 1_500);
    }

    private static void Access(TraceRecorder recorder)
    {
        var access = recorder.Start(SpanNames.PhaseAccess, 2_200);
        var router = recorder.Start(SpanNames.Router, 2_300);
        recorder.Set(router, ProxyKongRouterMatched, "yes");
        recorder.Set(router, ProxyKongRouterRouteId, RouteId);
        recorder.Set(router, ProxyKongRouterCacheHit, "no");
        recorder.End(router, 2_900);
        var keyAuth = recorder.Start(KeyAuth, 3_000);
        recorder.Set(keyAuth, ProxyKongPluginInstanceId, PluginId);
        recorder.End(keyAuth, 4_000);

        var limiting = recorder.Start(RateLimiting, 4_100);
        recorder.Set(limiting, ProxyKongPluginInstanceId, PluginId);
        var io = recorder.Io(recorder.Current);
        var dns = io.Start(SpanNames.Dns, LatencyKind.Dns, 4_500);
        dns.Set(ProxyKongDnsEntry, """[{"name":"redis.local","type":"A","server":"127.0.0.1:53","answers":[{"address":"10.0.0.9","ttl":30}]}]""");
        dns.Set(ProxyKongDnsDomain, "redis.local");
        dns.End(6_000);
        var redis = io.Start(RedisEval, LatencyKind.Redis, 6_500);
        redis.Set(NetworkPeerAddress, "10.0.0.9");
        redis.Set(NetworkProtocolName, "redis");
        io.AddPeerTime("10.0.0.9", 0, 3_500);
        redis.End(10_000);
        recorder.End(limiting, 11_000);
        recorder.End(access, 11_500);
    }

    private static void Upstream(TraceRecorder recorder)
    {
        var selection = recorder.Start(SpanNames.UpstreamSelection, 12_000);
        recorder.Set(selection, ProxyKongUpstreamLbAlgorithm, "round-robin");
        Attempt(recorder, 1, 12_500, 14_500, failed: true);
        Attempt(recorder, 2, 15_000, 18_000, failed: false);
        recorder.End(selection, 18_200);

        recorder.Ledger.Enter(LatencyKind.Upstream, 18_500);
        recorder.End(recorder.Start(SpanNames.SendRequestToUpstream, 18_500), 19_500);
        recorder.End(recorder.Start(SpanNames.ReadHeadersFromUpstream, 19_500), 80_000);
        recorder.Ledger.Leave(LatencyKind.Upstream, 18_500, 80_000);
    }

    private static void Attempt(TraceRecorder recorder, int number, long start, long end, bool failed)
    {
        var attempt = recorder.Start(SpanNames.FindUpstream, start);
        recorder.Ledger.Enter(LatencyKind.Upstream, start);
        recorder.Set(attempt, NetworkPeerAddress, "10.0.1." + number);
        recorder.Set(attempt, NetworkPeerPort, 9_000);
        recorder.Set(attempt, TryCount, number);
        recorder.Set(attempt, Keepalive, false);
        if (failed)
        {
            recorder.AddEvent(attempt, "connect refused", end - 10, new KeyValuePair<AttributeKey, AttributeValue>(NetworkPeerPort, AttributeValue.From(9_000)));
            recorder.Fail(attempt, "Connection refused.");
        }

        recorder.AddPeerTime("10.0.1." + number, end - start, failed ? 0 : 65_000);
        recorder.Ledger.Leave(LatencyKind.Upstream, start, end);
        recorder.End(attempt, end);
    }

    private static void Body(TraceRecorder recorder)
    {
        var read = recorder.StartAside(SpanNames.ReadBodyFromUpstream, TraceRecorder.Root, 80_000);
        recorder.Ledger.Enter(LatencyKind.Upstream, 81_000);
        recorder.Ledger.Leave(LatencyKind.Upstream, 81_000, 85_000);
        var phase = recorder.StartAside(SpanNames.PhaseBodyFilter, TraceRecorder.Root, 85_100);
        var plugin = recorder.StartAside(Transformer, phase, 85_200);
        recorder.Set(plugin, ProxyKongPluginInstanceId, PluginId);
        recorder.Set(plugin, ProxyKongPluginExecutionTime, 700);
        recorder.End(read, 90_000);
        recorder.End(plugin, 90_500);
        recorder.End(phase, 90_600);
        var wait = recorder.Start(SpanNames.WaitForClientRead, 91_000);
        recorder.Ledger.Enter(LatencyKind.Client, 91_000);
        recorder.Ledger.Leave(LatencyKind.Client, 91_000, 99_000);
        recorder.End(wait, 99_500);
    }
}
