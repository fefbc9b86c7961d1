using Sightglass.Plugins.OpenTelemetry.Propagation;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.OpenTelemetry;

/// <summary>How an instance treats requests.</summary>
internal sealed record OpenTelemetryOptions
{
    public required PropagationOptions Propagation { get; init; }

    /// <summary>The response header that tells the trace id; null for none.</summary>
    public string? TraceIdHeader { get; init; }

    /// <summary>Which spans there are; none of any request when off, and then traces are handed on only.</summary>
    public TracingInstrumentation Instrumentations { get; init; }

    /// <summary>The share of requests whose spans are exported.</summary>
    public required double SamplingRate { get; init; }

    /// <summary>The node's share: for requests that never got to access.</summary>
    public required double NodeSamplingRate { get; init; }
}
