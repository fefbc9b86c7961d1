using Sightglass.Configuration.Routing;
using Sightglass.Configuration.Schema;

namespace Sightglass.Configuration.Validation;

/// <summary>What entities are validated against besides their own schema.</summary>
public sealed record ValidationOptions
{
    /// <summary>The plugins that may be configured.</summary>
    public PluginSchemas Plugins { get; init; } = PluginSchemas.Empty;

    /// <summary>Decides whether routes may have an <c>expression</c>.</summary>
    public RouterFlavor RouterFlavor { get; init; } = RouterFlavor.TraditionalCompatible;

    /// <summary>The clock of timestamps and expiry checks.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
