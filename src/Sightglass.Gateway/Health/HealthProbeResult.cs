using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Health;

/// <summary>What a probe found.</summary>
/// <param name="Error">Why there is no status; <see cref="UpstreamError.None"/> otherwise.</param>
/// <param name="Status">The status of an HTTP probe; 0 for a probe that only connects.</param>
internal readonly record struct HealthProbeResult(UpstreamError Error, int Status);
