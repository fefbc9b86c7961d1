using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Json;

/// <summary>A log entry, as the control plane's API gives it.</summary>
public sealed record LogItem
{
    /// <summary>Unix nanoseconds.</summary>
    public required string Timestamp { get; init; }

    /// <summary>debug, info, notice, warn, error or crit.</summary>
    public required string Level { get; init; }

    /// <summary>gateway, plugin, access or error.</summary>
    public required string Type { get; init; }

    /// <summary>The component or the plugin that wrote it.</summary>
    public required string Source { get; init; }

    public required string Message { get; init; }

    public string? RequestId { get; init; }

    public string? TraceId { get; init; }

    public string? SpanId { get; init; }

    /// <summary>An object with typed values.</summary>
    [JsonConverter(typeof(AttributesConverter))]
    public ImmutableArray<KeyValuePair<string, AttributeValue>> Attributes { get; init; } = [];

    public static LogItem From(LogEntry entry) => new()
    {
        Timestamp = entry.Time.ToString(CultureInfo.InvariantCulture),
        Level = LogSeverities.Text(entry.Level),
        Type = LogEntryTypes.Text(entry.Type),
        Source = entry.Source,
        Message = entry.Message,
        RequestId = entry.RequestId,
        TraceId = entry.TraceId?.ToHexString(),
        SpanId = entry.SpanId?.ToHexString(),
        Attributes = entry.Attributes,
    };
}
