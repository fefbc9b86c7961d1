using Microsoft.Extensions.Logging;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.OpenTelemetry.Propagation;

/// <summary>Reads Zipkin's B3: in one header, which may also stand in <c>tracestate</c>, and in several; what the one leaves open the others say.</summary>
internal static class B3Extraction
{
    private const string StatePrefix = "b3=";

    public static IncomingContext? Read(PluginServiceRequest request, ILogger log)
    {
        var single = ReadSingle(request, log);
        var multiple = ReadMultiple(request, log);
        if (single is null)
        {
            return multiple;
        }

        if (multiple is null)
        {
            return single with { IsSingleHeader = true };
        }

        var traceId = single.TraceId is null ? (multiple.TraceId, multiple.TraceIdSize) : (single.TraceId, single.TraceIdSize);
        var merged = new IncomingContext
        {
            TraceId = traceId.Item1,
            TraceIdSize = traceId.Item2,
            SpanId = single.SpanId ?? multiple.SpanId,
            ParentId = single.ParentId ?? multiple.ParentId,
            Sampled = single.Sampled ?? multiple.Sampled,
            B3Flags = single.B3Flags ?? multiple.B3Flags,
            IsSingleHeader = true,
        };
        return merged;
    }

    private static IncomingContext? ReadSingle(PluginServiceRequest request, ILogger log)
    {
        var header = TraceExtraction.Single(request, "b3")
            ?? request.GetHeader("tracestate").FirstOrDefault(state => state?.StartsWith(StatePrefix, StringComparison.Ordinal) == true)?[StatePrefix.Length..];
        switch (header)
        {
            case null or "":
                return null;
            case "1" or "d":
                return new IncomingContext { Sampled = true, B3Flags = header == "d" ? "1" : null };
            case "0":
                return new IncomingContext { Sampled = false };
            default:
                break;
        }

        // <trace>-<span>[-<decision>][-<parent>]
        var parts = header.Split('-');
        if (parts.Length is < 2 or > 4 || parts[0].Length is not (16 or 32) || !TraceIds.IsHex(parts[0]) || parts[1].Length != 16 || !TraceIds.IsHex(parts[1]))
        {
            return Invalid(log);
        }

        var decision = parts.Length > 2 && parts[2] is "0" or "1" or "d" or "" ? parts[2] : null;
        var parent = parts.Length == 4 ? parts[3] : parts.Length == 3 && decision is null ? parts[2] : null;
        if ((parts.Length == 4 && decision is null) || parent is { Length: not (0 or 16) } || (parent is { Length: 16 } && !TraceIds.IsHex(parent)))
        {
            return Invalid(log);
        }

        return TraceExtraction.WithIds(parts[0], parts[1], parent is "" ? null : parent) with
        {
            Sampled = decision is "1" or "d" ? true : decision is "0" ? false : null,
            B3Flags = decision is "d" ? "1" : null,
        };
    }

    // It is there, and so the format that is used; what it says is not.
    private static IncomingContext Invalid(ILogger log)
    {
        OpenTelemetryLog.HeaderIgnored(log, "b3 single header invalid");
        return IncomingContext.None;
    }

    private static IncomingContext? ReadMultiple(PluginServiceRequest request, ILogger log)
    {
        var decision = request.GetHeader("x-b3-sampled");
        var flags = request.GetHeader("x-b3-flags");
        var isThere = decision.Count > 0 || flags.Count > 0;
        var sampled = decision.Count == 0 ? null : TraceExtraction.Flag(decision) ?? TraceExtraction.Unknown(log, "x-b3-sampled header invalid");
        if (flags is ["1"])
        {
            sampled = true;
        }
        else if (flags.Count > 0)
        {
            OpenTelemetryLog.HeaderIgnored(log, "x-b3-flags header invalid");
        }

        var isValid = true;
        var traceId = Id("x-b3-traceid", static length => length is 16 or 32);
        var spanId = Id("x-b3-spanid", static length => length is 16);
        var parentId = Id("x-b3-parentspanid", static length => length is 16);
        if (!isThere)
        {
            return null;
        }

        var ids = isValid && traceId is not null ? TraceExtraction.WithIds(traceId, spanId, parentId) : IncomingContext.None;
        return ids with { Sampled = sampled, B3Flags = flags is [{ } flag] ? flag : null };

        string? Id(string name, Func<int, bool> hasLength)
        {
            var values = request.GetHeader(name);
            if (values.Count == 0)
            {
                return null;
            }

            isThere = true;
            if (values is [{ } value] && hasLength(value.Length) && TraceIds.IsHex(value))
            {
                return value;
            }

            OpenTelemetryLog.HeaderIgnored(log, $"{name} header invalid");
            isValid = false;
            return null;
        }
    }
}
