using Microsoft.Extensions.Logging;
using Sightglass.PluginSdk.Io;

namespace Sightglass.PluginSdk;

/// <summary>What the gateway lends to a handler for its lifetime.</summary>
public sealed class PluginServices
{
    /// <summary>The node's id (UUID).</summary>
    public required Guid NodeId { get; init; }

    /// <summary>The host name of the node.</summary>
    public required string Hostname { get; init; }

    /// <summary>The only clock a plugin may use.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Makes loggers for what is not about one request.</summary>
    public required ILoggerFactory LoggerFactory { get; init; }

    /// <summary>Which spans may be made of a request's trace for others than debug sessions (<c>tracing_instrumentations</c>).</summary>
    public TracingInstrumentation TracingInstrumentations { get; init; }

    /// <summary>The share of requests whose spans are, 0 to 1, unless a plugin's configuration says otherwise (<c>tracing_sampling_rate</c>).</summary>
    public double TracingSamplingRate { get; init; } = 0.01;

    /// <summary>Resolves names for plugins' connections; the operating system's resolver unless the gateway lends its own.</summary>
    public INameResolver NameResolver { get; init; } = SystemNameResolver.Instance;
}
