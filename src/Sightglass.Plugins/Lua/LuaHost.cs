using System.Text.Json.Nodes;
using Sightglass.Configuration.Settings;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;

namespace Sightglass.Plugins.Lua;

/// <summary>What all scripts of the process share: connections to web servers.</summary>
/// <param name="policy">What scripts may do; the sandbox when null.</param>
internal sealed class LuaHost(LuaPolicy? policy = null)
{
    private readonly Lock _lock = new();
    private PluginHttpClient? _verifying;
    private PluginHttpClient? _trusting;

    public LuaPolicy Policy { get; } = policy ?? new LuaPolicy();

    /// <summary>The rule of a field that holds a chunk.</summary>
    /// <param name="value">The chunk.</param>
    /// <param name="prefix">What goes before what is wrong.</param>
    public string? CheckChunk(JsonNode value, string prefix = "Error parsing function") =>
        Policy.Mode == UntrustedLua.Off ? $"{prefix}: {LuaPolicy.Disabled}"
        : LuaCheck.Problem(value.GetValue<string>()) is { } problem ? $"{prefix}: {problem}"
        : null;

    /// <summary>The HTTP client, verifying certificates or not. Calls have their own time limit.</summary>
    public PluginHttpClient Http(PluginServices services, bool verify)
    {
        lock (_lock)
        {
            return verify
                ? _verifying ??= Make(services, TlsClientOptions.Verified)
                : _trusting ??= Make(services, TlsClientOptions.Unverified);
        }
    }

    private static PluginHttpClient Make(PluginServices services, TlsClientOptions tls) =>
        new(new PluginHttpOptions { Timeout = TimeSpan.FromMinutes(10), Tls = tls }, services.NameResolver, services.Time);
}
