using System.Collections.Immutable;
using Sightglass.Configuration.Routing;
using static Sightglass.Configuration.Settings.Groups.Define;
using static Sightglass.Configuration.Settings.SettingReaders;

namespace Sightglass.Configuration.Settings.Groups;

/// <summary>What the node is and where its configuration comes from.</summary>
internal static class GeneralGroup
{
    public static readonly SettingOf<string> Prefix = Setting<string>("prefix", PathReader.Read, "~/.local/share/sightglass",
        "a folder", "Data directory: node id, last configuration received, generated certificates. Created when missing.");

    public static readonly SettingOf<Guid?> NodeId = Setting<Guid?>("node_id", OptionalUuid, "",
        "a UUID", "Identity of the node. When unset one is made at the first start and kept in the data directory.");

    public static readonly SettingOf<GatewayRole> Role = Setting("role",
        Choice(("traditional", GatewayRole.Traditional), ("data_plane", GatewayRole.DataPlane)), "traditional",
        "traditional, data_plane",
        "Where the configuration comes from: the node's own file, or a control plane. Unset, it is data_plane when cluster_control_plane is set.");

    public static readonly SettingOf<EntityStorage> Database = Setting("database",
        Choice(("file", EntityStorage.File), ("off", EntityStorage.Off)), "file", "file, off",
        "Where a gateway without control plane keeps its entities. file: in the data directory, written through the Admin API. off: nowhere; they "
        + "come from a declarative configuration as a whole. Unset, it is off when a declarative configuration is given.");

    public static readonly SettingOf<string?> DeclarativeConfig = Setting<string?>("declarative_config", PathReader.ReadOptional, "",
        "a file", "Declarative configuration, YAML or JSON, loaded at start.");

    public static readonly SettingOf<string?> DeclarativeConfigString = Setting<string?>("declarative_config_string", OptionalText, "",
        "YAML or JSON text", "The same as a text instead of a file. Shown to nobody: it may hold keys.", secret: true);

    public static readonly SettingOf<RouterFlavor> RouterFlavor = Setting("router_flavor",
        Choice(
            ("traditional_compatible", Configuration.Routing.RouterFlavor.TraditionalCompatible),
            ("expressions", Configuration.Routing.RouterFlavor.Expressions),
            ("traditional", Configuration.Routing.RouterFlavor.Traditional)), "traditional_compatible",
        "traditional_compatible, expressions, traditional", "How routes are matched; only expressions lets them carry an expression.");

    public static readonly SettingOf<ImmutableArray<string>> Plugins = Setting("plugins", List<string>(Text), "bundled",
        "a list of plugin names, bundled, off", "Plugins that may be configured; bundled stands for all that are shipped.");

    public static readonly SettingOf<ImmutableArray<string>> PluginLibraries = Setting("plugin_libraries", List<string>(PathReader.Read), "",
        "a list of assembly files", "Plugins that do not come with the gateway. They may be configured when plugins names them.");

    public static readonly SettingOf<UntrustedLua> UntrustedLua = Setting("untrusted_lua",
        Choice(("sandbox", Settings.UntrustedLua.Sandbox), ("on", Settings.UntrustedLua.On), ("off", Settings.UntrustedLua.Off)),
        "sandbox", "sandbox, on, off", "What Lua code in plugin configurations may do: off refuses it, on also shows it the process's environment variables.");

    public static readonly SettingOf<ImmutableArray<string>> UntrustedLuaSandboxRequires = Setting("untrusted_lua_sandbox_requires", List<string>(Text), "",
        "a list of module names", "Modules that Lua code may require. Those there are do no harm and may be required without; a name that is none of them fails when it is required.");

    public static readonly SettingOf<ImmutableArray<string>> UntrustedLuaSandboxEnvironment = Setting("untrusted_lua_sandbox_environment", List<string>(Text), "",
        "a list of global names", "Globals that the sandbox shows beyond its own; os.getenv is the one there is.");

    public static readonly SettingOf<long> MemCacheSize = Setting("mem_cache_size", Size(1 << 20, 16L << 30), "128m",
        Bytes, "Memory of what Lua code looks up through kong.cache. What was not used for longest makes room.");

    public static readonly SettingOf<ImmutableArray<SharedDictionarySize>> LuaSharedDict = Setting("lua_shared_dict",
        List<SharedDictionarySize>(SharedDictionarySize.Read), "", "a list of names and sizes, counters 1m",
        "Dictionaries of ngx.shared for Lua code, beside kong (5m), kong_locks (8m), kong_db_cache and kong_rate_limiting_counters (12m).",
        false, "nginx_http_lua_shared_dict");

    public static readonly SettingOf<LogSeverity> LogLevel = Setting("log_level",
        Choice(
            ("notice", LogSeverity.Notice), ("debug", LogSeverity.Debug), ("info", LogSeverity.Info), ("warn", LogSeverity.Warn),
            ("error", LogSeverity.Error), ("crit", LogSeverity.Crit), ("alert", LogSeverity.Alert), ("emerg", LogSeverity.Emerg)),
        "notice", "debug, info, notice, warn, error, crit, alert, emerg", "The least severity that is logged.");

    public static readonly SettingOf<bool> LogFormat = Setting("log_format", Choice(("text", false), ("json", true)), "text",
        "text, json", "Lines for people, or one JSON object a line.");

    public static readonly SettingGroup Group = new("General",
    [
        Prefix, NodeId, Role, Database, DeclarativeConfig, DeclarativeConfigString, RouterFlavor, Plugins, PluginLibraries, UntrustedLua, UntrustedLuaSandboxRequires, UntrustedLuaSandboxEnvironment,
        MemCacheSize, LuaSharedDict, LogLevel, LogFormat,
    ]);
}
