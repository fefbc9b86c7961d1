using System.Runtime.InteropServices;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Net;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Routing;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Sampling;

namespace Sightglass.Gateway.Debugging;

/// <summary>
/// Gives sampling rules the values of a request that is over, from its trace. Headers and query parameters are unknown, never absent:
/// nobody can say any more whether a predicate over them, or its negation, held.
/// </summary>
internal readonly struct TraceFieldSource(RequestFacts facts, Trace trace) : IFieldSource
{
    private const long NanosecondsPerMillisecond = 1_000_000;
    private static readonly string[] Statuses = ["unset", "ok", "error"];

    public FieldState Read(FieldReference field, ref FieldValues values) => field.Id switch
    {
        SamplingFieldIds.LatencyTotalMs => Number(trace.Latency.Total / NanosecondsPerMillisecond, ref values),
        SamplingFieldIds.SpanDurationMs => Durations(field.Label, ref values),
        SamplingFieldIds.SpanStatus => StatusesOf(field.Label, ref values),
        _ => SamplingFields.TryGetAttribute(field.Id, out var attribute) ? Attribute(attribute, ref values) : Request(field, ref values),
    };

    private FieldState Request(FieldReference field, ref FieldValues values)
    {
        switch (field.Id)
        {
            case RequestFieldIds.NetProtocol:
                return Attribute(AttributeKeys.UrlScheme, ref values);
            case RequestFieldIds.TlsSni:
                return Attribute(AttributeKeys.TlsClientServerName, ref values);
            case RequestFieldIds.HttpMethod:
                return Attribute(AttributeKeys.HttpRequestMethod, ref values);
            case RequestFieldIds.HttpHost:
                var host = HostName.Split(facts.Host, out _);
                if (host.IsEmpty)
                {
                    return FieldState.Absent;
                }

                values.Set(host);
                return FieldState.Present;
            case RequestFieldIds.HttpPath:
                return Text(facts.Path, ref values);
            case RequestFieldIds.HttpPathSegment:
                return facts.Path is { } path ? PathSegments.Read(path, field.First, field.Last, ref values) : FieldState.Absent;
            case RequestFieldIds.HttpPathSegmentCount:
                return Number(PathSegments.Count(facts.Path), ref values);
            case RequestFieldIds.NetSourceAddress:
                values.Set(IpValue.From(facts.ClientAddress));
                return FieldState.Present;
            case RequestFieldIds.NetSourcePort:
                return Number(facts.ClientPort, ref values);
            case RequestFieldIds.NetDestinationAddress:
                values.Set(IpValue.From(facts.LocalAddress));
                return FieldState.Present;
            case RequestFieldIds.NetDestinationPort:
                _ = HostName.Split(facts.Host, out var port);
                return Number(port >= 0 ? port : facts.ListenerPort, ref values);
            default:
                return FieldState.Unknown;
        }
    }

    private FieldState Attribute(AttributeKey key, ref FieldValues values)
    {
        if (!trace.Root.TryGet(key.Name, out var value))
        {
            return FieldState.Absent;
        }

        return value.Type switch
        {
            AttributeType.Int => Number(value.AsInt, ref values),
            AttributeType.Bool => Text(value.AsBool ? "true" : "false", ref values),
            AttributeType.String => Text(value.AsString, ref values),
            _ => FieldState.Absent,
        };
    }

    private FieldState Durations(string? name, ref FieldValues values)
    {
        var durations = new List<long>();
        foreach (var span in trace.Spans)
        {
            if (span.Name == name)
            {
                durations.Add(span.Duration / NanosecondsPerMillisecond);
            }
        }

        if (durations.Count == 0)
        {
            return FieldState.Absent;
        }

        values.Set(CollectionsMarshal.AsSpan(durations));
        return FieldState.Present;
    }

    private FieldState StatusesOf(string? name, ref FieldValues values)
    {
        var statuses = new List<string?>();
        foreach (var span in trace.Spans)
        {
            if (span.Name == name)
            {
                statuses.Add(Statuses[(int)span.Status]);
            }
        }

        if (statuses.Count == 0)
        {
            return FieldState.Absent;
        }

        values.Set(CollectionsMarshal.AsSpan(statuses));
        return FieldState.Present;
    }

    private static FieldState Number(long value, ref FieldValues values)
    {
        values.Set(value);
        return FieldState.Present;
    }

    private static FieldState Text(string? value, ref FieldValues values)
    {
        if (value is null)
        {
            return FieldState.Absent;
        }

        values.Set(value);
        return FieldState.Present;
    }
}
