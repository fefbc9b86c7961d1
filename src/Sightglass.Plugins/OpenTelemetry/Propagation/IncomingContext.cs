using System.Collections.Immutable;

namespace Sightglass.Plugins.OpenTelemetry.Propagation;

/// <summary>What a client's headers say of the trace that a request belongs to. Ids are lower-case hex digits: 32 of a trace, 16 of a span.</summary>
internal sealed record IncomingContext
{
    public static readonly IncomingContext None = new();

    /// <summary>The format that it was read from; null when there was none.</summary>
    public TracingFormat? Format { get; init; }

    public string? TraceId { get; init; }

    /// <summary>How many bytes the trace id was written with: some formats know two sizes, and it goes on in its own.</summary>
    public int TraceIdSize { get; init; }

    /// <summary>The client's span.</summary>
    public string? SpanId { get; init; }

    /// <summary>The parent of the client's span, where the format says it.</summary>
    public string? ParentId { get; init; }

    /// <summary>What the client decided about recording; null when it leaves that open.</summary>
    public bool? Sampled { get; init; }

    /// <summary>B3's flags, as they were written.</summary>
    public string? B3Flags { get; init; }

    /// <summary>W3C's flags.</summary>
    public uint W3cFlags { get; init; }

    /// <summary>B3 in one header.</summary>
    public bool IsSingleHeader { get; init; }

    public ImmutableArray<KeyValuePair<string, string>> Baggage { get; init; } = [];

    /// <summary>Whether the headers said anything at all.</summary>
    public bool SaysSomething => TraceId is not null || SpanId is not null || ParentId is not null || Sampled is not null || B3Flags is not null || !Baggage.IsEmpty;
}
