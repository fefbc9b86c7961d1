using System.Collections.Immutable;

namespace Sightglass.Tracing.Sampling;

/// <summary>
/// The stages at which the fields of sampling rules become known, as indexes. A field is unknown before its stage; from its stage on it
/// has values or is absent for good.
/// </summary>
public static class SamplingStages
{
    /// <summary>Connection, request line and headers are there.</summary>
    public const int Request = 0;

    /// <summary>Route and service are known, or that none matched.</summary>
    public const int Route = 1;

    /// <summary>Authentication is over.</summary>
    public const int Consumer = 2;

    /// <summary>The head of the response is final: its status, and whether an upstream answered.</summary>
    public const int ResponseHead = 3;

    /// <summary>The last byte is sent: sizes, latencies, spans.</summary>
    public const int End = 4;

    /// <summary>The stages' names, by index.</summary>
    public static ImmutableArray<string> Names { get; } = ["request", "route", "consumer", "response head", "end"];
}
