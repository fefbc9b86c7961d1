namespace Sightglass.Gateway.Dns;

/// <summary>What the servers, together, said to one question.</summary>
/// <param name="Records">The answer section; empty on failure.</param>
/// <param name="Failure">Why there is none; null on success, which may still have no record.</param>
/// <param name="Resolver">The server that decided, as <c>ip</c> or, off port 53, <c>ip:port</c>.</param>
internal readonly record struct DnsReply(IReadOnlyList<DnsResourceRecord> Records, DnsFailure? Failure, string Resolver);
