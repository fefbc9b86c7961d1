using System.Collections.Immutable;

namespace Sightglass.Tracing.Model;

/// <summary>Something that happened at one instant inside a span.</summary>
/// <param name="Name">The event's name, for example <c>exception</c>.</param>
/// <param name="Time">Unix time in nanoseconds.</param>
/// <param name="Attributes">The event's attributes.</param>
public sealed record SpanEvent(string Name, long Time, ImmutableArray<KeyValuePair<string, AttributeValue>> Attributes);
