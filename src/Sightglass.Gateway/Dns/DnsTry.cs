namespace Sightglass.Gateway.Dns;

/// <summary>One step of a lookup, as recorded in <c>kong.dns</c> and in the failure log (gateway.md 10, debugger.md 3).</summary>
/// <param name="QName">The name asked for.</param>
/// <param name="QType">The record type: 1 A, 5 CNAME, 28 AAAA, 33 SRV; −1 for "A or AAAA".</param>
/// <param name="CacheHit">Whether the answer came from the cache, the hosts file, or was an address already.</param>
/// <param name="Resolver">The server asked, as <c>ip[:port]</c>; <c>cache</c> when none was.</param>
/// <param name="Answers">What was found: address or <c>target:port</c>, each with its TTL; null when nothing was.</param>
/// <param name="Error">The error text; null on success.</param>
/// <param name="ErrorCode">The server's response code; null when no server gave one.</param>
internal readonly record struct DnsTry(
    string QName, int QType, bool CacheHit, string Resolver, DnsAnswer? Answers, string? Error, int? ErrorCode);
