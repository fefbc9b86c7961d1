using System.Collections.Immutable;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Settings;

namespace Sightglass.Gateway.Admin;

/// <summary>What <c>GET /</c> tells about the node; fixed at its start.</summary>
internal sealed record NodeFacts
{
    public required Guid NodeId { get; init; }
    public required string Hostname { get; init; }

    /// <summary>The product's own version.</summary>
    public required string ProductVersion { get; init; }

    /// <summary>What <c>Server</c> and <c>Via</c> say. The part after the slash is the version whose behaviour is followed; tools compare it.</summary>
    public string ServerToken { get; init; } = "kong/3.10.0";

    /// <summary>The plugins that may be configured.</summary>
    public PluginSchemas Plugins { get; init; } = PluginSchemas.Empty;

    /// <summary>The settings in effect, secrets masked.</summary>
    public ImmutableArray<EffectiveSetting> Settings { get; init; } = [];

    public string Version => ServerToken[(ServerToken.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
