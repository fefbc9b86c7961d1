using Sightglass.Configuration.Entities;

namespace Sightglass.Gateway.Admin;

/// <summary>The gateway that the Admin API administers.</summary>
internal interface IAdminTarget
{
    /// <summary>The configuration in force.</summary>
    public GatewayConfiguration Configuration { get; }

    /// <summary>What it has counted so far.</summary>
    public ServerCounters Counters { get; }

    /// <summary>Puts a configuration in force as a whole, or changes nothing.</summary>
    /// <exception cref="Snapshots.SnapshotException">It cannot be served; says why.</exception>
    public Task ApplyAsync(GatewayConfiguration configuration, CancellationToken cancellationToken);
}
