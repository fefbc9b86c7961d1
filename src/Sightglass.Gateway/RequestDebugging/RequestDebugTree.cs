using System.Diagnostics;
using System.Text.Json;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.RequestDebugging;

/// <summary>
/// Makes the output of what has been recorded by now. Its nodes are named as the phases and clients of Kong Gateway are; what the recorder
/// knows besides has none.
/// </summary>
internal sealed class RequestDebugTree
{
    /// <summary>The one workspace there is, as log records have it.</summary>
    private const string WorkspaceId = "00000000-0000-0000-0000-000000000000";
    private const string PluginInfix = ".plugin.";
    private const string RedisPrefix = "kong.io.redis.";

    private readonly RequestDebugNode _root = new();
    private readonly TraceRecorder _trace;
    private readonly RecordedSpan[] _spans;
    private readonly Dictionary<int, RequestDebugNode> _nodes = [];

    private RequestDebugTree(TraceRecorder trace)
    {
        _trace = trace;
        _spans = trace.Spans();
    }

    public static string ToJson(TraceRecorder trace, string requestId)
    {
        var root = new RequestDebugTree(trace).Build();
        var json = root.ToJson();
        json["request_id"] = requestId;
        json["workspace_id"] = WorkspaceId;
        if (root.HasChildren)
        {
            json["total_time_without_upstream"] = RequestDebugNode.Milliseconds(root.HundredthsOfChildren(except: "upstream"));
        }

        return json.ToJsonString();
    }

    private RequestDebugNode Build()
    {
        foreach (var span in _spans)
        {
            if (span.End is not null && Place(span) is { } node)
            {
                _nodes[span.Index] = node;
            }
        }

        AddUpstream();
        return _root;
    }

    /// <summary>Adds the span's time to its node; null when it has none, and then what is inside it has none either.</summary>
    private RequestDebugNode? Place(in RecordedSpan span)
    {
        var name = span.Name;
        if (name == SpanNames.PhaseRewrite)
        {
            return _root.Child("rewrite").Add(span.Duration);
        }

        if (name == SpanNames.PhaseAccess)
        {
            return _root.Child("access").Add(span.Duration);
        }

        if (name == SpanNames.PhaseResponse)
        {
            return _root.Child("response").Add(span.Duration);
        }

        if (name == SpanNames.PhaseHeaderFilter)
        {
            return _root.Child("header_filter").Add(span.Duration);
        }

        if (name == SpanNames.PhaseBodyFilter)
        {
            // The pauses between two pieces are the upstream's: what the plugins spend on them is added with each.
            return _root.Child("body_filter").Add(0);
        }

        if (name == SpanNames.PhaseLog)
        {
            return _root.Child("log").Add(span.Duration);
        }

        if (name == SpanNames.UpstreamSelection)
        {
            return _root.Child("balancer").Add(span.Duration);
        }

        if (name == SpanNames.FindUpstream)
        {
            // Choosing is the balancer's; connecting to what was chosen is not.
            _root.Child("balancer").Subtract(span.Duration);
            return _root.Child("access");
        }

        return _nodes.TryGetValue(span.Parent, out var parent) ? PlaceInside(parent, span) : null;
    }

    private RequestDebugNode? PlaceInside(RequestDebugNode parent, in RecordedSpan span)
    {
        var name = span.Name;
        if (name == SpanNames.Router)
        {
            return parent.Child("router").Add(span.Duration);
        }

        if (name == SpanNames.Dns)
        {
            return PlaceName(parent, span);
        }

        if (name == SpanNames.IoHttpConnect)
        {
            return parent.Child("external_http").Add(span.Duration).Child(DestinationAfter(span)).Add(span.Duration);
        }

        if (name == SpanNames.IoHttpRequest)
        {
            return parent.Child("external_http").Add(span.Duration).Child(Destination(span)).Add(span.Duration).Child("http_request").Add(span.Duration);
        }

        if (name == SpanNames.IoSocketConnect || name == SpanNames.IoSocketSslHandshake)
        {
            var step = name == SpanNames.IoSocketConnect ? "connect" : "sslhandshake";
            var peer = Text(span, AttributeKeys.NetworkPeerAddress) is { } address ? $"tcp://{address}" : "unknown";
            return parent.Child("connections").Add(span.Duration).Child(peer).Add(span.Duration).Child(step).Add(span.Duration);
        }

        if (name.Text.StartsWith(RedisPrefix, StringComparison.Ordinal))
        {
            return parent.Child("redis").Add(span.Duration);
        }

        return name.Text.IndexOf(PluginInfix, StringComparison.Ordinal) is >= 0 and var infix
            ? PlacePlugin(parent, span, name.Text[(infix + PluginInfix.Length)..])
            : null;
    }

    private RequestDebugNode PlacePlugin(RequestDebugNode phase, in RecordedSpan span, string plugin)
    {
        var time = span.Duration;
        if (_trace.TryGet(span.Index, AttributeKeys.ProxyKongPluginExecutionTime, out var nanoseconds))
        {
            time = nanoseconds.AsInt / (1_000_000_000 / Stopwatch.Frequency);
            phase.Add(time);
        }

        return phase.Child("plugins").Add(time)
            .Child(plugin).Add(time)
            .Child(Text(span, AttributeKeys.ProxyKongPluginInstanceId) ?? "").Add(time);
    }

    private RequestDebugNode PlaceName(RequestDebugNode parent, in RecordedSpan span)
    {
        if (IsOfUpstream(span))
        {
            // As in Kong Gateway, where the name of the upstream is resolved at the end of the access phase.
            parent.Add(span.Duration);
        }

        var node = parent.Child("dns").Add(span.Duration)
            .Child(Text(span, AttributeKeys.ProxyKongDnsDomain) ?? "").Add(span.Duration)
            .Child("resolve").Add(span.Duration);
        node.CacheHit = Text(span, AttributeKeys.ProxyKongDnsEntry) is { } tries && IsCacheHit(tries);
        return node;
    }

    // The last step is the one that gave the answer.
    private static bool IsCacheHit(string tries)
    {
        using var document = JsonDocument.Parse(tries);
        var steps = document.RootElement;
        return steps.GetArrayLength() > 0
            && steps[steps.GetArrayLength() - 1].TryGetProperty("cache_hit", out var hit)
            && hit.ValueKind == JsonValueKind.True;
    }

    /// <summary>The wait for the upstream, from the choice of the target that answered: to the head of its response, and from there to the end.</summary>
    private void AddUpstream()
    {
        var tries = Array.FindLastIndex(_spans, span => span.Name == SpanNames.FindUpstream);
        if (tries < 0)
        {
            return;
        }

        var chosen = _spans[tries];
        var from = Array.FindLast(_spans, span => span.Name == SpanNames.Dns && span.Parent == chosen.Index).End ?? chosen.Start;
        var head = Array.FindLast(_spans, span => span.Name == SpanNames.ReadHeadersFromUpstream && span.Start >= from);
        var until = head.End ?? chosen.End ?? from;
        var upstream = _root.Child("upstream").Add(until - from);
        upstream.Child("time_to_first_byte").Add(until - from);
        if (Array.FindLast(_spans, span => span.Name == SpanNames.ReadBodyFromUpstream) is { End: { } end })
        {
            upstream.Add(end - until);
            upstream.Child("streaming").Add(end - until);
        }
    }

    private bool IsOfUpstream(in RecordedSpan span)
    {
        var parent = span.Parent;
        return Array.Exists(_spans, candidate => candidate.Index == parent && candidate.Name == SpanNames.FindUpstream);
    }

    // Connecting knows an address only; the request that it was done for knows where to.
    private string DestinationAfter(in RecordedSpan connect)
    {
        var (parent, index) = (connect.Parent, connect.Index);
        var request = Array.Find(_spans, span => span.Name == SpanNames.IoHttpRequest && span.Parent == parent && span.Index > index);
        return request.Name is not null ? Destination(request) : $"http(s)://{Text(connect, AttributeKeys.NetworkPeerAddress) ?? "unknown"}";
    }

    private string Destination(in RecordedSpan request)
        => Uri.TryCreate(Text(request, AttributeKeys.UrlFull), UriKind.Absolute, out var url) ? $"{url.Scheme}://{url.Host}:{url.Port}" : "unknown";

    private string? Text(in RecordedSpan span, AttributeKey key) => _trace.TryGet(span.Index, key, out var value) ? value.AsString : null;
}
