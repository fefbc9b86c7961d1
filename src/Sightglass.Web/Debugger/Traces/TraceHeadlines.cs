using System.Globalization;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Sightglass.Web.Format;

namespace Sightglass.Web.Debugger.Traces;

/// <summary>Finds a trace's headline. The first rule that applies wins; the rules go from the gateway's own decision outwards.</summary>
internal static class TraceHeadlines
{
    public static TraceHeadline Of(Trace trace, Waterfall waterfall)
    {
        var status = Status(trace);
        var severity = SeverityOf(status, waterfall);

        return EndedByPlugin(waterfall, severity)
            ?? NoRoute(waterfall, severity)
            ?? FailedAttempts(waterfall, status, severity)
            ?? UpstreamAnswered(trace, waterfall, severity)
            ?? FailedSpan(waterfall, severity)
            ?? Plain(trace, waterfall, status, severity);
    }

    /// <summary>The status sent to the client; null when none was.</summary>
    public static int? Status(Trace trace) => Int(trace.Root, AttributeKeys.HttpResponseStatusCode);

    /// <summary>A row's own account of its failure: the status message, an exception event, or nothing.</summary>
    public static string? Reason(Span span)
    {
        if (!string.IsNullOrWhiteSpace(span.StatusMessage))
        {
            return span.StatusMessage;
        }

        foreach (var recorded in span.Events)
        {
            foreach (var (name, value) in recorded.Attributes)
            {
                if (name == "exception.message")
                {
                    return value.ToString();
                }
            }
        }

        return null;
    }

    private static TraceSeverity SeverityOf(int? status, Waterfall waterfall) => status switch
    {
        null or >= 500 => TraceSeverity.Failed,
        >= 400 => TraceSeverity.Warning,
        _ => waterfall.Failed > 0 ? TraceSeverity.Warning : TraceSeverity.Fine,
    };

    private static TraceHeadline? EndedByPlugin(Waterfall waterfall, TraceSeverity severity)
    {
        var row = waterfall.Rows.FirstOrDefault(r => r.Span.TryGet(AttributeKeys.ProxyKongPluginHttpResponseStatusCode.Name, out _));
        if (row is null)
        {
            return null;
        }

        var name = SpanTitle.Of(row.Span.Name);
        var status = Int(row.Span, AttributeKeys.ProxyKongPluginHttpResponseStatusCode);
        var message = Text(row.Span, AttributeKeys.ProxyKongPluginHttpResponseStatusMessage);
        return new TraceHeadline(
            severity,
            string.Create(CultureInfo.InvariantCulture, $"Plugin {name.Leaf} ended the request with {status}"),
            message ?? Reason(row.Span),
            row);
    }

    private static TraceHeadline? NoRoute(Waterfall waterfall, TraceSeverity severity)
    {
        var row = waterfall.Rows.FirstOrDefault(r => Text(r.Span, AttributeKeys.ProxyKongRouterMatched) == "no");
        return row is null
            ? null
            : new TraceHeadline(severity, "No route matched the request", "Check method, host, path, headers and SNI against the control plane's routes.", row);
    }

    private static TraceHeadline? FailedAttempts(Waterfall waterfall, int? status, TraceSeverity severity)
    {
        var attempts = waterfall.Rows.Where(r => IsAttempt(r.Span)).ToList();
        var failed = attempts.Where(r => r.Failed || r.FailedBelow > 0).ToList();
        if (failed.Count == 0)
        {
            return null;
        }

        var last = failed[^1];
        var evidence = Evidence(last, waterfall);
        if (failed.Count == attempts.Count && status is null or >= 500)
        {
            var title = attempts.Count == 1
                ? "The upstream could not be reached"
                : string.Create(CultureInfo.InvariantCulture, $"No upstream could be reached in {attempts.Count} attempts");
            return new TraceHeadline(severity, title, evidence, last);
        }

        return new TraceHeadline(
            severity,
            string.Create(CultureInfo.InvariantCulture, $"{failed.Count} of {attempts.Count} upstream attempts failed before one succeeded"),
            evidence,
            last);
    }

    private static TraceHeadline? UpstreamAnswered(Trace trace, Waterfall waterfall, TraceSeverity severity)
    {
        if (Int(trace.Root, AttributeKeys.ProxyKongUpstreamStatusCode) is not (>= 400 and var status))
        {
            return null;
        }

        var row = waterfall.Rows.FirstOrDefault(r => r.Span.Name == SpanNames.ReadHeadersFromUpstream.Text);
        return new TraceHeadline(
            severity,
            string.Create(CultureInfo.InvariantCulture, $"The upstream answered {status}"),
            row is null ? null : "Its response head took " + Durations.Short(row.Span.Duration) + ".",
            row);
    }

    private static TraceHeadline? FailedSpan(Waterfall waterfall, TraceSeverity severity)
    {
        // The deepest failure is the cause; what stands above it only passes it on.
        var row = waterfall.Rows.LastOrDefault(r => r.Failed && r.FailedBelow == 0);
        return row is null || row.Parent is null
            ? null
            : new TraceHeadline(severity, SpanTitle.Of(row.Span.Name).Text + " failed", Reason(row.Span), row);
    }

    private static TraceHeadline Plain(Trace trace, Waterfall waterfall, int? status, TraceSeverity severity)
    {
        var root = waterfall.Rows[0];
        if (status is null)
        {
            return new TraceHeadline(severity, "No response was sent", Reason(root.Span) ?? "The client went away or the connection failed.", root);
        }

        var largest = LatencySlices.Of(trace.Latency).MaxBy(s => s.Nanoseconds);
        var where = largest.Nanoseconds > 0
            ? $"{Durations.Percent(largest.Nanoseconds, trace.Latency.Total)} of the time was {largest.Label.ToLowerInvariant()} ({Durations.Short(largest.Nanoseconds)})."
            : null;
        return new TraceHeadline(
            severity,
            string.Create(CultureInfo.InvariantCulture, $"Answered {status} in {Durations.Short(trace.Root.Duration)}"),
            Reason(root.Span) ?? where,
            null);
    }

    private static string Evidence(WaterfallLine attempt, Waterfall waterfall)
    {
        var name = Text(attempt.Span, AttributeKeys.NetworkPeerName);
        var address = Text(attempt.Span, AttributeKeys.NetworkPeerAddress);
        var port = Int(attempt.Span, AttributeKeys.NetworkPeerPort);
        var peer = (name ?? address, port) switch
        {
            (null, _) => "the target",
            ({ } host, null) => host,
            ({ } host, { } number) => string.Create(CultureInfo.InvariantCulture, $"{host}:{number}"),
        };
        if (name is not null && address is not null && name != address)
        {
            peer += $" ({address})";
        }

        var below = waterfall.Rows.Skip(attempt.Index + 1).Take(attempt.SubtreeLength - 1).LastOrDefault(r => r.Failed);
        var reason = Reason(attempt.Span) ?? (below is null ? null : Reason(below.Span));
        return reason is null ? peer : $"{peer}: {reason}";
    }

    private static bool IsAttempt(Span span) => span.Name is "kong.upstream.find_upstream" or "kong.find_upstream";

    private static string? Text(Span span, AttributeKey key) =>
        span.TryGet(key.Name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    private static int? Int(Span span, AttributeKey key) =>
        span.TryGet(key.Name, out var value) && value.Type == AttributeType.Int ? (int)value.AsInt : null;
}
