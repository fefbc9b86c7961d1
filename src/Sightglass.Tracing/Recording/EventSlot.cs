using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Recording;

/// <summary>An event as it is recorded.</summary>
internal struct EventSlot
{
    public string Name;
    public int Span;
    public long Time;

    /// <summary>For an exception event: read only when the trace is completed, since that costs.</summary>
    public Exception? Exception;

    public KeyValuePair<AttributeKey, AttributeValue>[]? Attributes;
}
