using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;
using static Sightglass.Tracing.Catalogue.AttributeKeys;

namespace Sightglass.Tracing.Tests.Samples;

/// <summary>Requests that did not go all the way. Times in microseconds here, to make long ones easy to write.</summary>
internal static class SmallTraces
{
    /// <summary>No route matched: the gateway answers itself.</summary>
    public static Trace NoRoute() => Record(100, recorder =>
    {
        Head(recorder, 404);
        Span(recorder, SpanNames.PhaseRewrite, 3, 4);
        var access = recorder.Start(SpanNames.PhaseAccess, 5_000);
        var router = recorder.Start(SpanNames.Router, 6_000);
        recorder.Set(router, ProxyKongRouterMatched, "no");
        recorder.End(router, 7_000);
        recorder.End(access, 8_000);
        Span(recorder, SpanNames.PhaseHeaderFilter, 9, 10);
    });

    /// <summary>A plugin ends the request.</summary>
    public static Trace EarlyExit(long status = 401, string? message = "Unauthorized") => Record(100, recorder =>
    {
        Head(recorder, status);
        var access = recorder.Start(SpanNames.PhaseAccess, 5_000);
        var plugin = recorder.Start(Recordings.KeyAuth, 6_000);
        recorder.Set(plugin, ProxyKongPluginInstanceId, Recordings.PluginId);
        recorder.Set(plugin, ProxyKongPluginHttpResponseStatusCode, status);
        recorder.Set(plugin, ProxyKongPluginHttpResponseStatusMessage, message);
        recorder.End(plugin, 7_000);
        recorder.End(access, 8_000);
        Span(recorder, SpanNames.PhaseHeaderFilter, 9, 10);
    });

    /// <summary>The client goes away while a plugin waits for Redis.</summary>
    public static Trace Aborted() => Record(50, recorder =>
    {
        Head(recorder, null);
        recorder.Start(SpanNames.PhaseAccess, 5_000);
        var plugin = recorder.Start(Recordings.RateLimiting, 6_000);
        recorder.Set(plugin, ProxyKongPluginInstanceId, Recordings.PluginId);
        recorder.Io(plugin).Start(Recordings.RedisEval, LatencyKind.Redis, 7_000);
        recorder.Fail(TraceRecorder.Root, "The client closed the connection.");
    });

    /// <summary>Any recording; the root gets what every root has.</summary>
    public static Trace Record(long microseconds, Action<TraceRecorder> record)
    {
        var recorder = new TraceRecorderPool().Rent();
        recorder.Begin(0, Recordings.TraceId);
        record(recorder);
        recorder.Finish(microseconds * 1_000);
        return recorder.Complete(Recordings.NodeId, Recordings.RequestId, Recordings.Anchor);
    }

    public static void Span(TraceRecorder recorder, SpanName name, long start, long end) =>
        recorder.End(recorder.Start(name, start * 1_000), end * 1_000);

    public static void Head(TraceRecorder recorder, long? status)
    {
        const int root = TraceRecorder.Root;
        recorder.Set(root, UrlFull, "http://api.example/a");
        recorder.Set(root, UrlScheme, "http");
        recorder.Set(root, ClientAddress, "203.0.113.9");
        recorder.Set(root, ClientPort, 51_000);
        recorder.Set(root, NetworkPeerAddress, "203.0.113.9");
        recorder.Set(root, NetworkPeerPort, 51_000);
        recorder.Set(root, ServerAddress, "10.0.0.1");
        recorder.Set(root, ServerPort, 8_000);
        recorder.Set(root, NetworkProtocolName, "http");
        recorder.Set(root, NetworkProtocolVersion, "2");
        recorder.Set(root, HttpRequestMethod, "GET");
        recorder.Set(root, HttpRequestSize, 100);
        recorder.Set(root, HttpResponseSize, 150);
        recorder.Set(root, KongRequestId, Recordings.RequestId);
        if (status is { } code)
        {
            recorder.Set(root, HttpResponseStatusCode, code);
        }

        recorder.Ledger.Enter(LatencyKind.Client, 0);
        var headers = recorder.Start(SpanNames.ReadClientHttpHeaders, 0);
        recorder.Set(headers, ProxyKongHttpHeadersCount, 3);
        recorder.Set(headers, ProxyKongHttpHeadersSize, 100);
        recorder.End(headers, 2_000);
        recorder.Ledger.Leave(LatencyKind.Client, 0, 2_000);
    }
}
