using System.Collections.Immutable;
using System.Diagnostics;
using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Model;

/// <summary>One finished span. Immutable; times are Unix nanoseconds.</summary>
public sealed record Span
{
    public required ActivitySpanId SpanId { get; init; }

    /// <summary>The enclosing span; null at the root unless the client sent a context.</summary>
    public ActivitySpanId? ParentSpanId { get; init; }

    public required string Name { get; init; }

    public SpanKind Kind { get; init; } = SpanKind.Internal;

    /// <summary>Unix time in nanoseconds.</summary>
    public required long StartTime { get; init; }

    /// <summary>Unix time in nanoseconds; never before <see cref="StartTime"/>.</summary>
    public required long EndTime { get; init; }

    public SpanStatus Status { get; init; }

    public string? StatusMessage { get; init; }

    /// <summary>In the order they were set; a name occurs once.</summary>
    public ImmutableArray<KeyValuePair<string, AttributeValue>> Attributes { get; init; } = [];

    public ImmutableArray<SpanEvent> Events { get; init; } = [];

    /// <summary>Attributes that did not fit the sender's bound.</summary>
    public int DroppedAttributes { get; init; }

    /// <summary>Events that did not fit the sender's bound.</summary>
    public int DroppedEvents { get; init; }

    /// <summary>The span's duration in nanoseconds.</summary>
    public long Duration => EndTime - StartTime;

    /// <summary>Looks an attribute up by its name.</summary>
    public bool TryGet(string name, out AttributeValue value)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Key == name)
            {
                value = attribute.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Looks an attribute up by its key; newer spellings of other gateways are understood.</summary>
    public bool TryGet(AttributeKey key, out AttributeValue value)
    {
        if (TryGet(key.Name, out value))
        {
            return true;
        }

        foreach (var spelling in Aliases.SpellingsOf[key.Name])
        {
            if (TryGet(spelling, out value))
            {
                return true;
            }
        }

        return false;
    }
}
