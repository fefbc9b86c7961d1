using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Json;

/// <summary>Something that happened at one instant inside a span.</summary>
public sealed record SpanEventDocument
{
    public required string Name { get; init; }

    /// <summary>Unix nanoseconds.</summary>
    public required string TimeUnixNano { get; init; }

    /// <summary>An object with typed values.</summary>
    [JsonConverter(typeof(AttributesConverter))]
    public ImmutableArray<KeyValuePair<string, AttributeValue>> Attributes { get; init; } = [];

    public static SpanEventDocument From(SpanEvent happened) => new()
    {
        Name = happened.Name,
        TimeUnixNano = happened.Time.ToString(CultureInfo.InvariantCulture),
        Attributes = happened.Attributes,
    };

    internal SpanEvent ToEvent(string path) => new(Name, JsonIds.Time(TimeUnixNano, $"{path}.time_unix_nano"), Attributes);
}
