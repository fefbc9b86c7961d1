using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Sightglass.PluginSdk.Logging;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;

namespace Sightglass.Plugins.OpenTelemetry.Export;

/// <summary>Makes log records of what was logged about a request.</summary>
internal static class LogExport
{
    public static byte[] Encode(RequestLogEntry entry, string requestId, TraceDecision? decision, ActivitySpanId span, ClockAnchor anchor)
    {
        var (number, text) = Severity(entry.Level);
        return OtlpItems.LogRecord(new OtlpLogRecord
        {
            Time = anchor.ToUnixNanoseconds(entry.Timestamp),
            SeverityNumber = number,
            SeverityText = text,
            Body = entry.Message,
            Attributes =
            [
                new("request.id", AttributeValue.From(requestId)),
                new("sightglass.log.source", AttributeValue.From(entry.Source)),
            ],
            Flags = decision?.Flags ?? 0,
            TraceId = decision?.TraceId ?? default,
            SpanId = span,
        });
    }

    private static (int Number, string Text) Severity(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => (5, "DEBUG"),
        LogLevel.Information => (9, "INFO"),
        LogLevel.Warning => (13, "WARN"),
        LogLevel.Error => (17, "ERR"),
        _ => (19, "CRIT"),
    };
}
