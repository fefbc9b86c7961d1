using System.Text.Json.Nodes;
using Sightglass.Configuration.Settings;
using Sightglass.Plugins.Lua.Memory;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;

namespace Sightglass.Plugins.Lua;

/// <summary>What all scripts of the process share: connections to web servers, a cache, dictionaries.</summary>
/// <param name="options">What scripts may do and have; the sandbox when null.</param>
internal sealed class LuaHost(ScriptOptions? options = null)
{
    private readonly ScriptOptions _options = options ?? new ScriptOptions();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SharedDictionary> _dictionaries = new(StringComparer.Ordinal);
    private ScriptCache? _cache;
    private Dictionary<string, object?>? _settings;
    private PluginHttpClient? _verifying;
    private PluginHttpClient? _trusting;

    public LuaPolicy Policy { get; } = options is null ? new LuaPolicy() : new LuaPolicy { Mode = options.Mode, Environment = options.Environment };

    /// <summary>What tables hold at most when a script does not say.</summary>
    public ScriptLimits Limits => _options.Limits;

    /// <summary>The settings in effect as scripts see them. Nobody changes it.</summary>
    public Dictionary<string, object?> Settings => _settings ??= ScriptSettings.Of(_options.Settings);

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

    /// <summary>What scripts have looked up.</summary>
    public ScriptCache Cache(TimeProvider time)
    {
        lock (_lock)
        {
            return _cache ??= new ScriptCache(_options.CacheSize, time);
        }
    }

    /// <summary>A dictionary that scripts share; null when there is none of that name.</summary>
    public SharedDictionary? Dictionary(string name, TimeProvider time)
    {
        lock (_lock)
        {
            if (!_dictionaries.TryGetValue(name, out var dictionary) && _options.SizeOf(name) is { } size)
            {
                _dictionaries.Add(name, dictionary = new SharedDictionary(size, time));
            }

            return dictionary;
        }
    }

    private static PluginHttpClient Make(PluginServices services, TlsClientOptions tls) =>
        new(new PluginHttpOptions { Timeout = TimeSpan.FromMinutes(10), Tls = tls }, services.NameResolver, services.Time);
}
