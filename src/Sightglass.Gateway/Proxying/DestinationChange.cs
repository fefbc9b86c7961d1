using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Proxying;

/// <summary>What plugins changed about where a request goes, and how long that may take; nulls are the service's.</summary>
internal record struct DestinationChange(string? Scheme, string? Host, int? Port, int? Retries, UpstreamTimeouts? Timeouts);
