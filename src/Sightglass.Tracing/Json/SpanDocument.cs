using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Json;

/// <summary>A span, as the control plane's API gives it.</summary>
public sealed record SpanDocument
{
    /// <summary>16 hex digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>Null at the root unless the client sent a context.</summary>
    public string? ParentSpanId { get; init; }

    public required string Name { get; init; }

    /// <summary>unspecified, internal, server, client, producer or consumer.</summary>
    public required string Kind { get; init; }

    /// <summary>Unix nanoseconds; a string, since the number is beyond what some readers keep exact.</summary>
    public required string StartTimeUnixNano { get; init; }

    /// <summary>Unix nanoseconds.</summary>
    public required string EndTimeUnixNano { get; init; }

    /// <summary>An object with typed values.</summary>
    [JsonConverter(typeof(AttributesConverter))]
    public ImmutableArray<KeyValuePair<string, AttributeValue>> Attributes { get; init; } = [];

    public ImmutableArray<SpanEventDocument> Events { get; init; } = [];

    public SpanStatusDocument Status { get; init; } = new();

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int DroppedAttributesCount { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int DroppedEventsCount { get; init; }

    public static SpanDocument From(Span span) => new()
    {
        SpanId = span.SpanId.ToHexString(),
        ParentSpanId = span.ParentSpanId?.ToHexString(),
        Name = span.Name,
        Kind = JsonNames.Of(span.Kind),
        StartTimeUnixNano = span.StartTime.ToString(CultureInfo.InvariantCulture),
        EndTimeUnixNano = span.EndTime.ToString(CultureInfo.InvariantCulture),
        Attributes = span.Attributes,
        Events = [.. span.Events.Select(SpanEventDocument.From)],
        Status = new SpanStatusDocument { Code = JsonNames.Of(span.Status), Message = span.StatusMessage },
        DroppedAttributesCount = span.DroppedAttributes,
        DroppedEventsCount = span.DroppedEvents,
    };

    internal Span ToSpan(string path) => new()
    {
        SpanId = JsonIds.SpanId(SpanId, $"{path}.span_id"),
        ParentSpanId = ParentSpanId is null ? null : JsonIds.SpanId(ParentSpanId, $"{path}.parent_span_id"),
        Name = Name,
        Kind = JsonNames.Kind(Kind) ?? throw JsonIds.Expected($"{path}.kind", "a span kind", Kind),
        StartTime = JsonIds.Time(StartTimeUnixNano, $"{path}.start_time_unix_nano"),
        EndTime = JsonIds.Time(EndTimeUnixNano, $"{path}.end_time_unix_nano"),
        Status = JsonNames.Status(Status.Code) ?? throw JsonIds.Expected($"{path}.status.code", "unset, ok or error", Status.Code),
        StatusMessage = Status.Message,
        Attributes = Attributes,
        Events = [.. Events.Select((happened, index) => happened.ToEvent($"{path}.events[{index}]"))],
        DroppedAttributes = DroppedAttributesCount,
        DroppedEvents = DroppedEventsCount,
    };
}
