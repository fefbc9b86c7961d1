using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.OpenTelemetry.Propagation;

/// <summary>Reads a client's trace context, each format by its own rules. What is malformed is told in the log and ignored.</summary>
internal static class TraceExtraction
{
    /// <summary>Reads the first of several formats that says anything.</summary>
    public static IncomingContext Read(PluginServiceRequest request, ImmutableArray<TracingFormat> formats, ILogger log)
    {
        foreach (var format in formats)
        {
            var found = format switch
            {
                TracingFormat.W3c => ReadW3c(request, log),
                TracingFormat.B3 or TracingFormat.B3Single => B3Extraction.Read(request, log),
                TracingFormat.Jaeger => ReadJaeger(request, log),
                TracingFormat.Ot => ReadOt(request, log),
                TracingFormat.Datadog => ReadDatadog(request, log),
                TracingFormat.Aws => ReadAws(request, log),
                _ => ReadGcp(request, log),
            };
            if (found is not null)
            {
                return found with { Format = format };
            }
        }

        return IncomingContext.None;
    }

    /// <summary>A header that stands there once; null otherwise.</summary>
    public static string? Single(PluginServiceRequest request, string name) => request.GetHeader(name) is [{ } value] ? value : null;

    private static IncomingContext? ReadW3c(PluginServiceRequest request, ILogger log)
    {
        if (Single(request, "traceparent") is not { Length: > 0 } header)
        {
            return null;
        }

        var parts = header.Split('-');
        if (parts.Length != 4 || !Array.TrueForAll(parts, part => TraceIds.IsHex(part)))
        {
            return Ignored(log, "invalid W3C traceparent header");
        }

        if (parts[0] != "00")
        {
            return Ignored(log, "invalid W3C Trace Context version");
        }

        if (parts[1].Length != 32 || TraceIds.IsZero(parts[1]))
        {
            return Ignored(log, "invalid W3C trace context trace ID");
        }

        if (parts[2].Length != 16 || TraceIds.IsZero(parts[2]))
        {
            return Ignored(log, "invalid W3C trace context parent ID");
        }

        if (parts[3].Length != 2)
        {
            return Ignored(log, "invalid W3C trace context flags");
        }

        var flags = uint.Parse(parts[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return WithIds(parts[1], parts[2], null) with { Sampled = (flags & 1) != 0, W3cFlags = flags };
    }

    private static IncomingContext? ReadJaeger(PluginServiceRequest request, ILogger log)
    {
        if (Single(request, "uber-trace-id") is not { Length: > 0 } header)
        {
            return null;
        }

        var parts = header.Split(':');
        if (parts.Length != 4 || !Array.TrueForAll(parts, part => TraceIds.IsHex(part)))
        {
            return Ignored(log, "invalid jaeger uber-trace-id header");
        }

        if (parts[0].Length > 32 || TraceIds.IsZero(parts[0]))
        {
            return Ignored(log, "invalid jaeger trace ID");
        }

        if (parts[2].Length != 16 && !TraceIds.IsZero(parts[2]))
        {
            OpenTelemetryLog.HeaderIgnored(log, "invalid jaeger parent ID");
        }

        if (parts[1].Length > 16 || TraceIds.IsZero(parts[1]))
        {
            return Ignored(log, "invalid jaeger span ID");
        }

        if (parts[3].Length > 2)
        {
            return Ignored(log, "invalid jaeger flags");
        }

        return WithIds(parts[0], parts[1], parts[2]) with
        {
            Sampled = (int.Parse(parts[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & 1) != 0,
            Baggage = Baggage(request, "uberctx-"),
        };
    }

    private static IncomingContext? ReadOt(PluginServiceRequest request, ILogger log)
    {
        bool? sampled = null;
        if (request.GetHeader("ot-tracer-sampled") is { Count: > 0 } decision)
        {
            sampled = Flag(decision) ?? Unknown(log, "ot-tracer-sampled header invalid");
        }

        var traceId = request.GetHeader("ot-tracer-traceid");
        var spanId = request.GetHeader("ot-tracer-spanid");
        if (sampled is null && traceId.Count == 0 && spanId.Count == 0)
        {
            return null;
        }

        var trace = traceId is [{ Length: 16 or 32 } id] && TraceIds.IsHex(id) ? id : null;
        var span = spanId is [{ Length: 16 } spanText] && TraceIds.IsHex(spanText) ? spanText : null;
        var isInvalid = false;
        if (traceId.Count > 0 && trace is null)
        {
            OpenTelemetryLog.HeaderIgnored(log, "ot-tracer-traceid header invalid");
            isInvalid = true;
        }

        if (spanId.Count > 0 && span is null)
        {
            OpenTelemetryLog.HeaderIgnored(log, "ot-tracer-spanid header invalid");
            isInvalid = true;
        }

        var ids = trace is null || isInvalid ? IncomingContext.None : WithIds(trace, span, null);
        return Said(ids with { Sampled = sampled, Baggage = Baggage(request, "ot-baggage-") });
    }

    private static IncomingContext? ReadDatadog(PluginServiceRequest request, ILogger log)
    {
        bool? sampled = null;
        if (request.GetHeader("x-datadog-sampling-priority") is { Count: > 0 } priority)
        {
            sampled = priority is ["1"] or ["2"] ? true : priority is ["0"] or ["-1"] ? false : null;
            if (sampled is null)
            {
                return Ignored(log, "x-datadog-sampling-priority header invalid");
            }
        }

        var traceId = Number(request, "x-datadog-trace-id", log);
        var parentId = Number(request, "x-datadog-parent-id", log);
        var ids = traceId is null ? IncomingContext.None : WithIds(traceId, parentId, null);
        return Said(ids with { Sampled = sampled });
    }

    private static IncomingContext? ReadAws(PluginServiceRequest request, ILogger log)
    {
        if (Single(request, "x-amzn-trace-id") is not { } header)
        {
            return null;
        }

        string? traceId = null, parentId = null;
        bool? sampled = null;
        foreach (var pair in header.Split(';'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? "" : pair[(equals + 1)..].Trim();
            switch (equals < 0 ? pair.Trim() : pair[..equals].Trim())
            {
                case "Root":
                    // 1-<8 digits of time>-<24 digits>
                    if (value.Length != 35 || !value.StartsWith("1-", StringComparison.Ordinal) || value[10] != '-'
                        || !TraceIds.IsHex(value.AsSpan(2, 8)) || !TraceIds.IsHex(value.AsSpan(11)))
                    {
                        return Ignored(log, "invalid aws header trace id");
                    }

                    traceId = string.Concat(value.AsSpan(2, 8), value.AsSpan(11));
                    break;
                case "Parent":
                    if (value.Length != 16 || !TraceIds.IsHex(value))
                    {
                        return Ignored(log, "invalid aws header parent id");
                    }

                    parentId = value;
                    break;
                case "Sampled":
                    if (value is not ("0" or "1"))
                    {
                        return Ignored(log, "invalid aws header sampled flag");
                    }

                    sampled = value == "1";
                    break;
                default:
                    break;
            }
        }

        return Said(WithIds(traceId, parentId, null) with { Sampled = sampled });
    }

    private static IncomingContext? ReadGcp(PluginServiceRequest request, ILogger log)
    {
        if (Single(request, "x-cloud-trace-context") is not { } header)
        {
            return null;
        }

        // <32 lower-case hex digits>/<up to 20 decimal digits>[;o=<digit>]
        var (value, flags) = header.Split(";o=") switch
        {
            [var only] => (only, ""),
            [var first, [>= '0' and <= '9'] last] => (first, last),
            _ => ("", ""),
        };
        if (value.Split('/') is not [{ Length: 32 } traceId, { Length: >= 1 and <= 20 } span]
            || !TraceIds.IsHex(traceId) || traceId.AsSpan().ContainsAnyInRange('A', 'F')
            || span.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return Ignored(log, "invalid GCP header");
        }

        return WithIds(traceId, TraceIds.FromDecimal(span), null) with { Sampled = flags == "1" };
    }

    public static IncomingContext WithIds(string? traceId, string? spanId, string? parentId)
    {
        var (id, size) = TraceIds.Trace(traceId);
        return new IncomingContext { TraceId = id, TraceIdSize = size, SpanId = TraceIds.Span(spanId), ParentId = TraceIds.Span(parentId) };
    }

    public static bool? Flag(IReadOnlyList<string?> values) =>
        values is ["1"] or ["true"] ? true : values is ["0"] or ["false"] ? false : null;

    public static bool? Unknown(ILogger log, string problem)
    {
        OpenTelemetryLog.HeaderIgnored(log, problem);
        return null;
    }

    private static IncomingContext? Said(IncomingContext context) => context.SaysSomething ? context : null;

    private static IncomingContext? Ignored(ILogger log, string problem)
    {
        OpenTelemetryLog.HeaderIgnored(log, problem);
        return null;
    }

    private static string? Number(PluginServiceRequest request, string name, ILogger log)
    {
        var values = request.GetHeader(name);
        if (values.Count == 0)
        {
            return null;
        }

        var hex = values is [{ } value] ? TraceIds.FromDecimal(value) : null;
        if (hex is null)
        {
            OpenTelemetryLog.HeaderIgnored(log, $"{name} header invalid");
        }

        return hex;
    }

    private static ImmutableArray<KeyValuePair<string, string>> Baggage(PluginServiceRequest request, string prefix) =>
    [
        .. request.Headers
            .Where(header => header.Key.Length > prefix.Length && header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && header.Value is [not null])
            .Select(header => KeyValuePair.Create(header.Key[prefix.Length..].ToLowerInvariant(), Uri.UnescapeDataString(header.Value[0]!))),
    ];
}
