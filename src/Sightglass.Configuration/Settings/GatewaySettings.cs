using System.Collections.Immutable;
using Sightglass.Configuration.Routing;

namespace Sightglass.Configuration.Settings;

/// <summary>Everything a gateway process is told at its start. Immutable and valid: values are parsed and defaults are in place.</summary>
public sealed record GatewaySettings
{
    /// <summary>Data directory.</summary>
    public required string Prefix { get; init; }

    /// <summary>Null for one that is made at the first start and kept in <see cref="Prefix"/>.</summary>
    public Guid? NodeId { get; init; }
    public GatewayRole Role { get; init; }

    /// <summary>Where entities are kept that no file or control plane gives.</summary>
    public EntityStorage Database { get; init; }

    /// <summary>File to load at start; null for none.</summary>
    public string? DeclarativeConfig { get; init; }

    /// <summary>Configuration text to load at start; null for none. May hold secrets.</summary>
    public string? DeclarativeConfigString { get; init; }
    public RouterFlavor RouterFlavor { get; init; }

    /// <summary>Plugin names, and <c>bundled</c> for all that are shipped.</summary>
    public ImmutableArray<string> Plugins { get; init; } = ["bundled"];

    /// <summary>Assemblies with plugins that do not come with the gateway.</summary>
    public ImmutableArray<string> PluginLibraries { get; init; } = [];
    public UntrustedLua UntrustedLua { get; init; } = UntrustedLua.Sandbox;

    /// <summary>Globals that Lua's sandbox shows beyond its own.</summary>
    public ImmutableArray<string> UntrustedLuaSandboxEnvironment { get; init; } = [];

    /// <summary>Bytes of what Lua code looks up (<c>mem_cache_size</c>).</summary>
    public long ScriptCacheSize { get; init; } = 128L << 20;

    /// <summary>Dictionaries that Lua code shares (<c>lua_shared_dict</c>).</summary>
    public ImmutableArray<SharedDictionarySize> ScriptDictionaries { get; init; } = [];
    public LogSeverity LogLevel { get; init; } = LogSeverity.Notice;

    /// <summary>Whether log lines are JSON objects.</summary>
    public bool LogJson { get; init; }
    public required ListenerSettings Listeners { get; init; }
    public ClientSettings Client { get; init; } = new();
    public ResponseSettings Responses { get; init; } = new();
    public UpstreamSettings Upstreams { get; init; } = new();
    public DnsSettings Dns { get; init; } = new();
    public ClusterSettings Cluster { get; init; } = new();
    public TracingSettings Tracing { get; init; } = new();

    /// <summary>Every setting with its value and where it came from, secrets masked; for display.</summary>
    public ImmutableArray<EffectiveSetting> Effective { get; init; } = [];

    /// <summary>The settings that differ from the defaults, secrets masked.</summary>
    public override string ToString() =>
        string.Join("; ", Effective.Where(s => s.Origin != "default").Select(s => $"{s.Name} = {s.Value}"));
}
