using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.Web.Tests.Samples;

/// <summary>Makes traces for tests: times in microseconds from the start of the request, ids counted from 1.</summary>
internal sealed class TraceBuilder(string requestId)
{
    /// <summary>2026-11-20 18:24:41.000 UTC.</summary>
    public const long DefaultStart = 1_795_199_081_000_000_000;

    private readonly List<Span> _spans = [];
    private LatencyBreakdown? _latency;

    public long Start { get; init; } = DefaultStart;

    public string NodeId { get; init; } = "5c1b0f0e-0000-4000-8000-000000000001";

    /// <summary>Adds a span and gives its number, to be the parent of others.</summary>
    public int Add(string name, double from, double to, int parent = 0, string? error = null, params (string Name, object Value)[] attributes) =>
        Add(name, from, to, parent, error, [], attributes);

    public int Add(string name, double from, double to, int parent, string? error, ImmutableArray<SpanEvent> events, params (string Name, object Value)[] attributes)
    {
        var number = _spans.Count + 1;
        _spans.Add(new Span
        {
            SpanId = Id(number),
            ParentSpanId = parent == 0 ? null : Id(parent),
            Name = name,
            Kind = SpanCatalogue.TryFind(name, out var definition) ? definition.Kind : SpanKind.Internal,
            StartTime = Start + Nanoseconds(from),
            EndTime = Start + Nanoseconds(to),
            Status = error is null ? SpanStatus.Unset : SpanStatus.Error,
            StatusMessage = error,
            Attributes = [.. attributes.Select(a => KeyValuePair.Create(a.Name, Value(a.Value)))],
            Events = events,
        });
        return number;
    }

    /// <summary>Divides the root's time; what is left is internal. Microseconds.</summary>
    public TraceBuilder Latency(double client = 0, double upstream = 0, double dns = 0, double httpClient = 0, double redis = 0, double tcpSock = 0)
    {
        var root = _spans[0];
        var thirdParty = Nanoseconds(dns) + Nanoseconds(httpClient) + Nanoseconds(redis) + Nanoseconds(tcpSock);
        _latency = new LatencyBreakdown(
            root.Duration,
            root.Duration - Nanoseconds(client) - Nanoseconds(upstream) - thirdParty,
            Nanoseconds(upstream),
            Nanoseconds(client),
            thirdParty,
            Nanoseconds(dns),
            Nanoseconds(httpClient),
            Nanoseconds(redis),
            Nanoseconds(tcpSock));
        return this;
    }

    public Trace Build() => new()
    {
        RequestId = requestId,
        TraceId = ActivityTraceId.CreateFromString(requestId),
        NodeId = NodeId,
        Spans = [.. _spans.OrderBy(s => s.StartTime)],
        Latency = _latency ?? new LatencyBreakdown(_spans[0].Duration, _spans[0].Duration, 0, 0, 0, 0, 0, 0, 0),
    };

    public static ActivitySpanId Id(int number) => ActivitySpanId.CreateFromString(number.ToString("x16", CultureInfo.InvariantCulture));

    private static long Nanoseconds(double microseconds) => (long)(microseconds * 1000);

    private static AttributeValue Value(object value) => value switch
    {
        string text => AttributeValue.From(text),
        int number => AttributeValue.From(number),
        long number => AttributeValue.From(number),
        bool truth => AttributeValue.From(truth),
        double number => AttributeValue.From(number),
        _ => throw new ArgumentException($"No attribute has the type {value.GetType().Name}.", nameof(value)),
    };
}
