using System.Net;

namespace Sightglass.Gateway.Dns;

/// <summary>One record of an answer: an address, or for SRV a target name with port and weight.</summary>
/// <param name="Address">The address; null for an SRV record whose target is a name.</param>
/// <param name="Target">The SRV target's name; null for an address record.</param>
/// <param name="Port">The SRV record's port; 0 for an address record: the port asked for is used.</param>
/// <param name="Weight">The SRV record's weight, at least 1; 1 for an address record.</param>
/// <param name="Priority">The SRV record's priority; 0 for an address record.</param>
/// <param name="Ttl">Seconds, as the server gave it.</param>
internal sealed record DnsRecord(IPAddress? Address, string? Target, int Port, int Weight, int Priority, int Ttl);
