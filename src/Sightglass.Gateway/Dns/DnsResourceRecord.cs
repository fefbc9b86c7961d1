namespace Sightglass.Gateway.Dns;

/// <summary>A record as a server sent it.</summary>
/// <param name="Name">Whose record it is.</param>
/// <param name="Type">A, AAAA, CNAME or SRV.</param>
/// <param name="Ttl">Seconds, 0 to 2^31−1.</param>
/// <param name="Address">For A and AAAA.</param>
/// <param name="Target">For CNAME and SRV.</param>
/// <param name="Priority">For SRV.</param>
/// <param name="Weight">For SRV, as sent.</param>
/// <param name="Port">For SRV.</param>
internal readonly record struct DnsResourceRecord(
    string Name, DnsRecordType Type, int Ttl, System.Net.IPAddress? Address, string? Target, int Priority, int Weight, int Port);
