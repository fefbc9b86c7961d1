using System.Text.RegularExpressions;

namespace Sightglass.Configuration.Settings;

/// <summary>
/// Settings of nginx-based gateways that existing deployments carry and that mean nothing here. They are named in a warning
/// instead of stopping the start: an image or chart sets many of them by itself.
/// </summary>
internal static partial class ForeignSettings
{
    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        ["cluster_mtls"] = "certificates are always verified in both directions",
        ["cluster_listen"] = "it is a setting of the control plane",
        ["cluster_telemetry_listen"] = "it is a setting of the control plane",
        ["cluster_data_plane_purge_delay"] = "it is a setting of the control plane",
        ["cluster_dp_labels"] = "nodes carry no labels",
        ["dns_no_sync"] = "one query per name is always shared",
        ["stream_listen"] = "there are no stream listeners",
        ["vaults"] = "there are no vaults",
        ["ssl_cipher_suite"] = "the system's policy decides",
        ["ssl_ciphers"] = "the system's policy decides",
        ["worker_consistency"] = "a configuration is in effect at once",
        ["worker_state_update_frequency"] = "a configuration is in effect at once",
        ["proxy_access_log"] = "logs go to standard output",
        ["proxy_error_log"] = "logs go to standard output",
        ["admin_access_log"] = "logs go to standard output",
        ["admin_error_log"] = "logs go to standard output",
        ["status_access_log"] = "logs go to standard output",
        ["status_error_log"] = "logs go to standard output",
        ["proxy_stream_access_log"] = "logs go to standard output",
        ["proxy_stream_error_log"] = "logs go to standard output",
        ["konnect_mode"] = "it is implied by the role",
        ["vitals"] = "metrics are always on",
        ["anonymous_reports"] = "nothing is reported to anybody",
        ["lua_package_path"] = "plugins are not loaded from Lua files",
        ["lua_package_cpath"] = "plugins are not loaded from Lua files",
        ["lua_socket_pool_size"] = "connections of plugins are pooled by themselves",
        ["lua_ssl_protocols"] = "the system's policy decides",
        ["ssl_dhparam"] = "the system's policy decides",
        ["ssl_prefer_server_ciphers"] = "the system's policy decides",
        ["ssl_session_cache_size"] = "sessions are resumed by tickets",
        ["ssl_session_tickets"] = "sessions are resumed by tickets",
        ["ssl_session_timeout"] = "the system's policy decides",
        ["cluster_cjson"] = "it is about another implementation",
        ["cluster_incremental_sync"] = "a configuration is sent as a whole",
        ["cluster_ocsp"] = "certificates are not looked up in revocation services",
        ["cluster_use_proxy"] = "the control plane is connected to directly",
        ["proxy_server"] = "the control plane is connected to directly",
        ["proxy_server_ssl_verify"] = "the control plane is connected to directly",
        ["dedicated_config_processing"] = "a configuration is put in force beside the requests anyway",
        ["host_ports"] = "port_maps says it",
        ["kic"] = "it is about another implementation",
        ["lmdb_environment_path"] = "the configuration is kept in the data directory",
        ["lmdb_map_size"] = "the configuration is kept in the data directory",
        ["openresty_path"] = "no nginx is involved",
        ["pluginserver_names"] = "plugins of one's own are assemblies: plugin_libraries",
        ["resolver_mem_cache_size"] = "dns_cache_size bounds the cache",
        ["worker_events_max_payload"] = "there is one process",
    };

    /// <summary>Why the setting has no effect; null if we do not know it either.</summary>
    public static string? Reason(string name) =>
        Named.GetValueOrDefault(name)
        ?? (name.StartsWith("nginx_", StringComparison.Ordinal) ? "no nginx is involved"
            : name.StartsWith("wasm", StringComparison.Ordinal) ? "there are no WebAssembly filters"
            : name.StartsWith("pluginserver_", StringComparison.Ordinal) ? "plugins of one's own are assemblies: plugin_libraries"
            : name.StartsWith("_debug_", StringComparison.Ordinal) ? "it is about another implementation"
            : name.StartsWith("pg_", StringComparison.Ordinal) || name.StartsWith("db_", StringComparison.Ordinal)
                ? "a gateway keeps no database"
            : name.StartsWith("admin_gui_", StringComparison.Ordinal) || name.StartsWith("portal_", StringComparison.Ordinal)
                ? "the web interface is the control plane's"
            : null);

    /// <summary>Whether a variable is one that Kubernetes sets for a Service of that name, and nobody meant as a setting.</summary>
    public static bool IsServiceLink(string name) => ServiceLink().IsMatch(name);

    /// <summary>Whether a variable is for the commands that ask a control plane; who has it set may start a gateway all the same.</summary>
    public static bool IsOfTheTerminal(string name) => name == "SIGHTGLASS_TOKEN";

    [GeneratedRegex(@"_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceLink();
}
