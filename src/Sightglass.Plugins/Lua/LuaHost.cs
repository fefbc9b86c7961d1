using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;

namespace Sightglass.Plugins.Lua;

/// <summary>What all scripts of the process share: connections to web servers.</summary>
internal sealed class LuaHost
{
    private readonly Lock _lock = new();
    private PluginHttpClient? _verifying;
    private PluginHttpClient? _trusting;

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
