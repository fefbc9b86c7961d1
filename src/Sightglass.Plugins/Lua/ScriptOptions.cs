using System.Collections.Immutable;
using Sightglass.Configuration.Settings;

namespace Sightglass.Plugins.Lua;

/// <summary>What the Lua code of configurations is given.</summary>
public sealed record ScriptOptions
{
    /// <summary>Dictionaries that are always there, and their bytes.</summary>
    private static readonly ImmutableArray<SharedDictionarySize> Standard =
    [
        new("kong", 5 << 20),
        new("kong_locks", 8 << 20),
        new("kong_db_cache", 12 << 20),
        new("kong_rate_limiting_counters", 12 << 20),
    ];

    /// <summary>What it may do (<c>untrusted_lua</c>).</summary>
    public UntrustedLua Mode { get; init; } = UntrustedLua.Sandbox;

    /// <summary>Globals that the sandbox shows beyond its own (<c>untrusted_lua_sandbox_environment</c>).</summary>
    public ImmutableArray<string> Environment { get; init; } = [];

    /// <summary>Bytes of <c>kong.cache</c> (<c>mem_cache_size</c>). Default 128 MiB.</summary>
    public long CacheSize { get; init; } = 128L << 20;

    /// <summary>Dictionaries of <c>ngx.shared</c> beyond the standard ones, or with another size (<c>lua_shared_dict</c>).</summary>
    public ImmutableArray<SharedDictionarySize> Dictionaries { get; init; } = [];

    /// <summary>What tables of headers and arguments hold at most when a script does not say.</summary>
    public ScriptLimits Limits { get; init; } = new();

    /// <summary>The settings in effect, for <c>kong.configuration</c>. Secrets are masked.</summary>
    public ImmutableArray<EffectiveSetting> Settings { get; init; } = [];

    /// <summary>Bytes of a dictionary; null when there is none of that name.</summary>
    internal long? SizeOf(string dictionary)
    {
        foreach (var known in (ReadOnlySpan<SharedDictionarySize>)[.. Dictionaries, .. Standard])
        {
            if (known.Name == dictionary)
            {
                return known.Bytes;
            }
        }

        return null;
    }
}
