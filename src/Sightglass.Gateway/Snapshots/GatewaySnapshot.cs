using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.Gateway.Routing;
using Sightglass.Gateway.Tls;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Snapshots;

/// <summary>
/// Everything a request is served by: built aside, published whole, never changed. A request takes one at its start and uses only
/// that, so a new configuration never mixes with the old inside a request.
/// </summary>
internal sealed class GatewaySnapshot
{
    private readonly SnapshotUsers _users = new();

    public required GatewayConfiguration Configuration { get; init; }

    public required Router Router { get; init; }

    /// <summary>The plugins of requests that no route took, and of the rewrite phase of all.</summary>
    public required PluginPlan GlobalPlan { get; init; }

    public required IConsumerDirectory Consumers { get; init; }

    public required UpstreamMap Upstreams { get; init; }

    public required CertificateStore Certificates { get; init; }

    /// <summary>All plugin instances, for those who release them.</summary>
    public required IReadOnlyList<PluginEntry> Plugins
    {
        get;
        init
        {
            field = value;
            Needs = value.Aggregate(PluginNeeds.None, static (needs, entry) => needs | entry.Handler.Needs);
        }
    }

    /// <summary>What any of them reads of requests.</summary>
    public PluginNeeds Needs { get; private init; }

    /// <summary>A request begins to use the snapshot.</summary>
    /// <returns>What <see cref="Leave"/> must be given.</returns>
    public int Enter() => _users.Enter();

    /// <summary>A request has stopped using it.</summary>
    public void Leave(int cell) => _users.Leave(cell);

    /// <summary>Completes when the last request has left. To be asked once the snapshot is no longer published.</summary>
    public Task WhenUnusedAsync() => _users.WhenUnusedAsync();
}
