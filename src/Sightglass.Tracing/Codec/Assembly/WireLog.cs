using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec.Assembly;

/// <summary>A log record as it stands in a message.</summary>
internal sealed class WireLog
{
    public required TelemetryOrigin Origin { get; init; }

    /// <summary>The scope's name: of a foreign sender the best there is for the source.</summary>
    public required string Scope { get; init; }

    public ulong Time { get; set; }

    public ulong ObservedTime { get; set; }

    public long SeverityNumber { get; set; }

    public string SeverityText { get; set; } = "";

    public string Body { get; set; } = "";

    public required WireAttributes Attributes { get; init; }

    public UInt128 TraceId { get; set; }

    public ulong SpanId { get; set; }

    public LogEnvelope ToEnvelope()
    {
        var level = SeverityNumber == 0 && LogSeverities.TryParse(SeverityText, out var named) ? named : LogSeverities.FromOtlp(SeverityNumber);
        return new LogEnvelope(
            new LogEntry
            {
                Time = (long)Math.Min(Time == 0 ? ObservedTime : Time, long.MaxValue),
                Level = level,
                Type = LogEntryTypes.TryParse(Text(OtlpNames.LogType) ?? "", out var type) ? type
                    : level >= LogSeverity.Error ? LogEntryType.Error : LogEntryType.Gateway,
                Source = Text(OtlpNames.LogSource) ?? (Scope.Length > 0 ? Scope : Origin.ServiceName),
                Message = Body,
                RequestId = Text(AttributeKeys.KongRequestId.Name),
                TraceId = TraceId == 0 ? null : WireSpanConversion.ToTraceId(TraceId),
                SpanId = SpanId == 0 ? null : WireSpanConversion.ToSpanId(SpanId),
                Attributes =
                [
                    .. Attributes.List.Where(attribute =>
                        attribute.Key is not (OtlpNames.LogType or OtlpNames.LogSource) && attribute.Key != AttributeKeys.KongRequestId.Name),
                ],
            },
            Origin);
    }

    private string? Text(string name) =>
        Attributes.TryGet(name, out var value) && value.Type == AttributeType.String ? value.AsString : null;
}
