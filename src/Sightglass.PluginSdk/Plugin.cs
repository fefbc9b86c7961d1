using System.Collections.Immutable;
using Sightglass.Configuration.Schema;
using Sightglass.PluginSdk.Admin;

namespace Sightglass.PluginSdk;

/// <summary>
/// A plugin: its name, place in the order, configuration schema, and the maker of its handlers. One object per process; it holds no
/// request state.
/// </summary>
public abstract class Plugin
{
    /// <summary>The plugin's name in configurations and span names, for example <c>key-auth</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Execution order in every phase: higher runs first; equals run in reverse alphabetical order of name.</summary>
    public abstract int Priority { get; }

    /// <summary>The plugin's version, three numbers.</summary>
    public virtual string Version => "1.0.0";

    /// <summary>The phases its handlers take part in.</summary>
    public abstract PluginPhases Phases { get; }

    /// <summary>The schema of its <c>config</c>.</summary>
    public abstract RecordSchema ConfigSchema { get; }

    /// <summary>Whether instances may be limited to a consumer. Authentication plugins answer false.</summary>
    public virtual bool ConsumerScope => true;

    /// <summary>The protocols that instances may list as <c>protocols</c>.</summary>
    public virtual ImmutableArray<string> Protocols => PluginProtocols.Http;

    /// <summary>What instances list unless they say otherwise; each is one of <see cref="Protocols"/>.</summary>
    public virtual ImmutableArray<string> DefaultProtocols => PluginProtocols.Http;

    /// <summary>
    /// Whether the plugin says who the client is. On routes it serves, consumer headers that a client sends itself
    /// (<c>X-Consumer-ID</c> and the like) do not reach the upstream.
    /// </summary>
    public virtual bool Authenticates => false;

    /// <summary>
    /// Whether handlers may block their thread in the phases that can wait. They then run on threads of their own instead of the
    /// gateway's event loop, which costs some microseconds per call; header_filter and body_filter must never block.
    /// </summary>
    public virtual bool MayBlock => false;

    /// <summary>
    /// Endpoints that the plugin adds to the Admin API of a node where it is enabled, for what it holds: it is not behind any authentication but the
    /// Admin API's own.
    /// </summary>
    public virtual ImmutableArray<PluginEndpoint> AdminEndpoints => [];

    /// <summary>
    /// Makes the handler of one configured instance. Called once per instance and configuration, away from traffic; parse and
    /// compile everything here.
    /// </summary>
    /// <param name="instance">The instance, with a configuration that passed <see cref="ConfigSchema"/>.</param>
    /// <param name="services">What a handler may keep.</param>
    public abstract PluginHandler CreateHandler(PluginInstance instance, PluginServices services);

    /// <summary>What configuration has to know of the plugin.</summary>
    public PluginSchema ToSchema() => new(Name, Version, Priority, ConfigSchema)
    {
        ConsumerScope = ConsumerScope,
        Protocols = Protocols,
        DefaultProtocols = DefaultProtocols,
    };
}
