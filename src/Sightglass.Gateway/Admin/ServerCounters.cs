namespace Sightglass.Gateway.Admin;

/// <summary>The proxy's counters since its start.</summary>
/// <param name="ConnectionsActive">Client connections open now.</param>
/// <param name="ConnectionsAccepted">Client connections accepted.</param>
/// <param name="Requests">Requests served.</param>
/// <param name="RequestsActive">Requests being served now.</param>
internal readonly record struct ServerCounters(long ConnectionsActive, long ConnectionsAccepted, long Requests, long RequestsActive = 0);
