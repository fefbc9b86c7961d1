using System.Collections.Immutable;

namespace Sightglass.PluginSdk.Admin;

/// <summary>A request to a plugin's endpoint.</summary>
public sealed class PluginEndpointRequest
{
    /// <summary>The values of the pattern's parameters, decoded, from left to right.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>The plugin's instances as they are configured now, those included that are switched off.</summary>
    public required ImmutableArray<PluginInstance> Instances { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }
}
