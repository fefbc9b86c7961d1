using System.Collections.Immutable;
using Sightglass.Tracing.Codec.Assembly;

namespace Sightglass.Tracing.Codec.Json;

/// <summary>Reads log entries from OTLP/JSON.</summary>
internal static class JsonLogReader
{
    public static OtlpLogBatch Read(ReadOnlySpan<byte> utf8, OtlpLimits limits)
    {
        var entries = ImmutableArray.CreateBuilder<LogEnvelope>();
        JsonMessages.ForEach(utf8, message =>
        {
            foreach (var resourceLogs in message.Items(JsonName.ResourceLogs))
            {
                var origin = JsonOtlpReader.Origin(resourceLogs, limits);
                foreach (var scopeLogs in resourceLogs.Items(JsonName.ScopeLogs))
                {
                    var scope = limits.Bound(scopeLogs.Member(JsonName.Scope)?.Text(JsonName.Name) ?? "");
                    foreach (var record in scopeLogs.Items(JsonName.LogRecords))
                    {
                        if (entries.Count == limits.Items)
                        {
                            throw new OtlpFormatException($"The message holds more than {limits.Items} log entries; send smaller batches.");
                        }

                        entries.Add(Record(record, origin, scope, limits).ToEnvelope());
                    }
                }
            }
        });
        return new OtlpLogBatch(entries.ToImmutable());
    }

    private static WireLog Record(JsonSite site, TelemetryOrigin origin, string scope, OtlpLimits limits) => new()
    {
        Origin = origin,
        Scope = scope,
        Time = site.Unsigned(JsonName.TimeUnixNano),
        ObservedTime = site.Unsigned(JsonName.ObservedTimeUnixNano),
        SeverityNumber = site.Member(JsonName.SeverityNumber)?.Value.ValueKind == System.Text.Json.JsonValueKind.Number
            ? (long)Math.Min(site.Unsigned(JsonName.SeverityNumber), 24)
            : SeverityByName(site.Text(JsonName.SeverityNumber)),
        SeverityText = limits.Bound(site.Text(JsonName.SeverityText)),
        Body = site.Member(JsonName.Body) is { } body ? JsonOtlpReader.AnyValue(body, limits).ToString() : "",
        Attributes = JsonOtlpReader.Attributes(site, limits),
        TraceId = site.Id(JsonName.TraceId, 32),
        SpanId = (ulong)site.Id(JsonName.SpanId, 16),
    };

    /// <summary>SEVERITY_NUMBER_WARN2 is 14: each name has four numbers.</summary>
    private static long SeverityByName(string name)
    {
        const string prefix = "SEVERITY_NUMBER_";
        string[] names = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
        {
            return 0;
        }

        var level = name[prefix.Length..];
        var step = level.Length > 1 && level[^1] is >= '2' and <= '4' ? level[^1] - '1' : 0;
        var index = Array.IndexOf(names, step > 0 ? level[..^1] : level);
        return index < 0 ? 0 : (index * 4) + 1 + step;
    }
}
