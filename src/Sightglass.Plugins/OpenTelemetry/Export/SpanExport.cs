using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;
using Attribute = System.Collections.Generic.KeyValuePair<string, Sightglass.Tracing.Model.AttributeValue>;

namespace Sightglass.Plugins.OpenTelemetry.Export;

/// <summary>
/// Makes the spans that are exported of what was recorded of a request: fewer than a debug session shows, with the names and attributes that
/// Kong Gateway exports (gateway.md 11), and with the ids that the session shows for the same steps.
/// </summary>
internal sealed class SpanExport
{
    private readonly PluginContext _context;
    private readonly TraceRecorder _trace;
    private readonly TracingInstrumentation _instrumentations;
    private readonly ClockAnchor _anchor;
    private readonly RecordedSpan[] _recorded;
    private readonly Dictionary<int, ActivitySpanId> _exported = [];
    private int _tries;

    public SpanExport(PluginContext context, TraceRecorder trace, TracingInstrumentation instrumentations)
    {
        _context = context;
        _trace = trace;
        _instrumentations = instrumentations;
        _anchor = ClockAnchor.Now(context.Time);
        _recorded = trace.Spans();
        Spans = Make();
    }

    /// <summary>The spans, the root first.</summary>
    public ImmutableArray<Span> Spans { get; }

    /// <summary>The exported span that a recorded one is, or is inside of.</summary>
    public ActivitySpanId NearestTo(int span) => _exported.TryGetValue(span, out var id) ? id : _trace.SpanIdOf(TraceRecorder.Root);

    private ImmutableArray<Span> Make()
    {
        var spans = ImmutableArray.CreateBuilder<Span>(8);
        foreach (var recorded in _recorded)
        {
            var parent = NearestTo(recorded.Parent);
            var span = recorded.End is null ? null : Make(recorded);
            if (span is not null)
            {
                ActivitySpanId? client = _trace.RemoteParent == default ? null : _trace.RemoteParent;
                spans.Add(span with { ParentSpanId = recorded.Index == TraceRecorder.Root ? client : parent });
            }

            // The name of a target is looked up before there is a try of it: that is not inside the try.
            _exported[recorded.Index] = span is null || recorded.Name == SpanNames.FindUpstream ? parent : span.SpanId;
        }

        return spans.ToImmutable();
    }

    private Span? Make(in RecordedSpan recorded)
    {
        var name = recorded.Name;
        if (recorded.Index == TraceRecorder.Root)
        {
            return Plain(recorded) with { Status = SpanStatus.Unset, StatusMessage = null, Attributes = RootAttributes() };
        }

        if (name == SpanNames.Router)
        {
            return Has(TracingInstrumentation.Router) ? Plain(recorded) : null;
        }

        if (name == SpanNames.Dns)
        {
            return Has(TracingInstrumentation.DnsQuery) ? NameQuery(recorded) : null;
        }

        if (name == SpanNames.FindUpstream)
        {
            return Has(TracingInstrumentation.Balancer) ? Try(recorded) : null;
        }

        if (name == SpanNames.IoHttpRequest)
        {
            return Has(TracingInstrumentation.HttpClient) ? Call(recorded) : null;
        }

        var phase = name.Text.StartsWith("kong.access.plugin.", StringComparison.Ordinal) ? TracingInstrumentation.PluginAccess
            : name.Text.StartsWith("kong.rewrite.plugin.", StringComparison.Ordinal) ? TracingInstrumentation.PluginRewrite
            : name.Text.StartsWith("kong.header_filter.plugin.", StringComparison.Ordinal) ? TracingInstrumentation.PluginHeaderFilter
            : TracingInstrumentation.Off;
        return Has(phase) ? Failing(Plain(recorded)) : null;
    }

    private bool Has(TracingInstrumentation instrumentation) => (_instrumentations & instrumentation) != 0;

    private Span Plain(in RecordedSpan recorded) => new()
    {
        SpanId = _trace.SpanIdOf(recorded.Index),
        Name = recorded.Name.Text,
        Kind = recorded.Name.Kind,
        StartTime = _anchor.ToUnixNanoseconds(recorded.Start),
        EndTime = _anchor.ToUnixNanoseconds(recorded.End!.Value),
        Status = recorded.Status,
        StatusMessage = recorded.StatusMessage,
    };

    /// <summary>A failure is an event too.</summary>
    private static Span Failing(Span span) => span.Status != SpanStatus.Error ? span : span with
    {
        Events = [new SpanEvent("exception", span.EndTime, [new("exception.message", AttributeValue.From(span.StatusMessage ?? "failed"))])],
    };

    private ImmutableArray<Attribute> RootAttributes()
    {
        var request = _context.Request;
        var host = HostOf(request.Host);
        return
        [
            new("http.method", AttributeValue.From(request.Method)),
            new("http.url", AttributeValue.From($"{request.Scheme}://{host}{request.RawTarget}")),
            new("http.host", AttributeValue.From(host)),
            new("http.scheme", AttributeValue.From(request.Scheme)),
            new("http.flavor", AttributeValue.From(request.HttpVersion == "2" ? "2.0" : request.HttpVersion)),
            new("http.client_ip", AttributeValue.From(_context.Client.Address.ToString())),
            new("net.peer.ip", AttributeValue.From(_context.Client.PeerAddress.ToString())),
            new("kong.request.id", AttributeValue.From(_context.RequestId)),
            new("http.status_code", AttributeValue.From((long)_context.Response.StatusCode)),
            new("http.route", AttributeValue.From(_context.Route?.Paths is { IsDefaultOrEmpty: false } paths ? paths[0] : "")),
        ];
    }

    private Span NameQuery(in RecordedSpan recorded)
    {
        var attributes = ImmutableArray.CreateBuilder<Attribute>(3);
        attributes.Add(new("dns.record.domain", AttributeValue.From(Text(recorded.Index, AttributeKeys.ProxyKongDnsDomain) ?? "")));
        if (Number(recorded.Parent, AttributeKeys.NetworkPeerPort) is { } port)
        {
            attributes.Add(new("dns.record.port", AttributeValue.From((double)port)));
        }

        if (recorded.Status != SpanStatus.Error && Address(Text(recorded.Index, AttributeKeys.ProxyKongDnsEntry)) is { } address)
        {
            attributes.Add(new("dns.record.ip", AttributeValue.From(address)));
        }

        return Failing(Plain(recorded) with { Kind = SpanKind.Client, Attributes = attributes.ToImmutable() });
    }

    /// <summary>One try; the one that answered goes on to the end of the answer.</summary>
    private Span? Try(in RecordedSpan recorded)
    {
        if (Text(recorded.Index, AttributeKeys.NetworkPeerAddress) is not { } address)
        {
            return null;
        }

        var attributes = ImmutableArray.CreateBuilder<Attribute>(5);
        attributes.Add(new("try_count", AttributeValue.From((double)(Number(recorded.Index, AttributeKeys.TryCount) ?? 1))));
        attributes.Add(new("net.peer.ip", AttributeValue.From(address)));
        attributes.Add(new("net.peer.port", AttributeValue.From((double)(Number(recorded.Index, AttributeKeys.NetworkPeerPort) ?? 0))));
        if (Text(recorded.Index, AttributeKeys.NetworkPeerName) is { } name)
        {
            attributes.Add(new("net.peer.name", AttributeValue.From(name)));
        }

        var attempt = _tries < _context.Tries.Count ? _context.Tries[_tries] : default;
        _tries++;
        var span = Plain(recorded) with { Name = "kong.balancer" };
        if (recorded.Status == SpanStatus.Error || attempt.State is not null)
        {
            if (attempt.Code is { } code)
            {
                attributes.Add(new("http.status_code", AttributeValue.From((long)code)));
            }

            return span with { Status = SpanStatus.Error, Attributes = attributes.ToImmutable() };
        }

        var body = Array.FindLast(_recorded, other => other.Name == SpanNames.ReadBodyFromUpstream);
        var end = body.End ?? _recorded[TraceRecorder.Root].End ?? recorded.End!.Value;
        return span with
        {
            EndTime = Math.Max(span.EndTime, _anchor.ToUnixNanoseconds(end)),
            Attributes = attributes.ToImmutable(),
        };
    }

    private Span Call(RecordedSpan recorded)
    {
        var attributes = ImmutableArray.CreateBuilder<Attribute>(4);
        attributes.Add(new("http.url", AttributeValue.From(Text(recorded.Index, AttributeKeys.UrlFull) ?? "")));
        attributes.Add(new("http.method", AttributeValue.From(Text(recorded.Index, AttributeKeys.HttpRequestMethod) ?? "GET")));
        attributes.Add(new("http.flavor", AttributeValue.From("1.1")));
        if (Number(recorded.Index, AttributeKeys.HttpResponseStatusCode) is { } status)
        {
            attributes.Add(new("http.status_code", AttributeValue.From(status)));
        }

        // Connecting for it is a part of it.
        var connect = Array.FindLast(_recorded, other =>
            other.Name == SpanNames.IoHttpConnect && other.Parent == recorded.Parent && other.End is { } connected && connected <= recorded.Start);
        var isItsOwn = connect.Name is not null && !Array.Exists(_recorded, other =>
            other.Name == SpanNames.IoHttpRequest && other.Parent == recorded.Parent && other.Start >= connect.End && other.Start < recorded.Start);
        var span = Plain(recorded) with { Name = "kong.internal.request", Kind = SpanKind.Client, Attributes = attributes.ToImmutable() };
        return Failing(isItsOwn ? span with { StartTime = _anchor.ToUnixNanoseconds(connect.Start) } : span);
    }

    private string? Text(int span, AttributeKey key) => _trace.TryGet(span, key, out var value) ? value.AsString : null;

    private long? Number(int span, AttributeKey key) => _trace.TryGet(span, key, out var value) ? value.AsInt : null;

    /// <summary>The first address of the last answer.</summary>
    private static string? Address(string? tries)
    {
        if (tries is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(tries);
        var steps = document.RootElement;
        if (steps.ValueKind != JsonValueKind.Array
            || steps.GetArrayLength() == 0
            || !steps[steps.GetArrayLength() - 1].TryGetProperty("answers", out var answers)
            || answers.GetArrayLength() == 0
            || !answers[0].TryGetProperty("data", out var data))
        {
            return null;
        }

        return IPAddress.TryParse(data.GetString(), out var address) ? address.ToString() : null;
    }

    private static string HostOf(string host)
    {
        var colon = host.LastIndexOf(':');
        return (colon > host.LastIndexOf(']') ? host[..colon] : host).ToLowerInvariant();
    }
}
