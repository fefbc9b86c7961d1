using System.Net;

namespace Sightglass.PluginSdk;

/// <summary>One attempt to reach an upstream (gateway.md 5, <c>tries</c>).</summary>
/// <param name="Start">When a target was asked for: Unix time in nanoseconds.</param>
/// <param name="Latency">How long choosing the target took, in nanoseconds.</param>
/// <param name="Address">The target's address.</param>
/// <param name="Port">The target's port.</param>
/// <param name="State">Null when the attempt succeeded; <c>next</c> when a status ruled it out, <c>failed</c> when it got no answer.</param>
/// <param name="Code">The status of a failed attempt; null otherwise.</param>
public readonly record struct UpstreamTry(long Start, long Latency, IPAddress Address, int Port, string? State, int? Code);
