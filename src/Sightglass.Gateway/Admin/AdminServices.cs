using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sightglass.Gateway.Admin.Logging;
using Sightglass.Gateway.Admin.Peers;
using Sightglass.Gateway.Admin.Store;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Admin;

/// <summary>What the endpoints work with. Endpoints of what is null are absent.</summary>
internal sealed record AdminServices
{
    public required NodeFacts Node { get; init; }
    public required IAdminTarget Target { get; init; }
    public required EntityStore Store { get; init; }
    public required ILogger Logger { get; init; }
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The plugins that may be configured, some of which bring endpoints along.</summary>
    public ImmutableArray<Plugin> Plugins { get; init; } = [];

    /// <summary>Health of upstreams' targets.</summary>
    public IUpstreamHealth? Health { get; init; }

    /// <summary>Writes the node's metrics.</summary>
    public Func<ReadOnlyMemory<byte>>? Metrics { get; init; }

    /// <summary>The process's log level.</summary>
    public LogLevelSwitch? LogLevels { get; init; }
}
