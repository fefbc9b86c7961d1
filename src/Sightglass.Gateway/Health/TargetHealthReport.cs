using System.Collections.Immutable;
using Sightglass.Configuration.Entities;

namespace Sightglass.Gateway.Health;

/// <summary>The health of one target, for the Admin API and metrics.</summary>
/// <param name="Target">The target as configured.</param>
/// <param name="Host">Its host.</param>
/// <param name="Port">Its port.</param>
/// <param name="Dns">How the host was resolved: <c>A</c>, <c>AAAA</c> or <c>SRV</c>; null when it was not.</param>
/// <param name="Status">DnsError without addresses; otherwise Healthy while any address is available.</param>
/// <param name="Addresses">Each address.</param>
internal sealed record TargetHealthReport(
    TargetConfig Target, string Host, int Port, string? Dns, HealthStatus Status, ImmutableArray<AddressHealthReport> Addresses)
{
    public int TotalWeight => Addresses.Sum(static address => address.Weight);

    public int AvailableWeight => Addresses.Where(static address => address.Status != HealthStatus.Unhealthy).Sum(static address => address.Weight);

    public int UnavailableWeight => TotalWeight - AvailableWeight;
}
