using Sightglass.Gateway.Admin.Peers;
using Sightglass.Gateway.Health;

namespace Sightglass.Gateway.Tests.Admin;

/// <summary>Health that is what a test says, and remembers what it was set to.</summary>
internal sealed class RecordingHealth : IUpstreamHealth
{
    public Dictionary<Guid, UpstreamHealthReport> Reports { get; } = [];

    public List<(Guid Upstream, Guid Target, string? Address, bool Healthy)> Set { get; } = [];

    public string? UnknownAddress { get; set; }

    public UpstreamHealthReport? Get(Guid upstreamId) => Reports.GetValueOrDefault(upstreamId);

    public bool TrySet(Guid upstreamId, Guid targetId, string? address, bool healthy)
    {
        if (address is not null && address == UnknownAddress)
        {
            return false;
        }

        Set.Add((upstreamId, targetId, address, healthy));
        return true;
    }
}
