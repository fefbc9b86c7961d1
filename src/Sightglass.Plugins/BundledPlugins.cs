using System.Collections.Immutable;
using Sightglass.Plugins.Acl;
using Sightglass.Plugins.BasicAuth;
using Sightglass.Plugins.CorrelationId;
using Sightglass.Plugins.Cors;
using Sightglass.Plugins.FileLog;
using Sightglass.Plugins.Functions;
using Sightglass.Plugins.HttpLog;
using Sightglass.Plugins.IpRestriction;
using Sightglass.Plugins.Jwt;
using Sightglass.Plugins.KeyAuth;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.OpenIdConnect;
using Sightglass.Plugins.Prometheus;
using Sightglass.Plugins.ProxyCache;
using Sightglass.Plugins.RateLimiting;
using Sightglass.Plugins.Redirect;
using Sightglass.Plugins.RequestSizeLimiting;
using Sightglass.Plugins.RequestTermination;
using Sightglass.Plugins.RequestTransformer;
using Sightglass.Plugins.ResponseRateLimiting;
using Sightglass.Plugins.ResponseTransformer;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins;

/// <summary>The plugins that come with the gateway.</summary>
public static class BundledPlugins
{
    private static readonly LuaHost Scripts = new();

    /// <summary>One object of each, in order of execution. Some hold state of the process (counters, metrics), so make the set once.</summary>
    public static ImmutableArray<Plugin> All { get; } =
    [
        .. new Plugin[]
        {
            new AclPlugin(),
            new BasicAuthPlugin(),
            new CorrelationIdPlugin(),
            new CorsPlugin(),
            new FileLogPlugin(),
            new FunctionPlugin("pre-function", 1_000_000, Scripts),
            new FunctionPlugin("post-function", -1_000, Scripts),
            new HttpLogPlugin(),
            new IpRestrictionPlugin(),
            new JwtPlugin(),
            new KeyAuthPlugin(),
            new OpenIdConnectPlugin(),
            new PrometheusPlugin(),
            new ProxyCachePlugin(),
            new RateLimitingPlugin(),
            new RedirectPlugin(),
            new RequestSizeLimitingPlugin(),
            new RequestTransformerPlugin(),
            new ResponseRateLimitingPlugin(),
            new ResponseTransformerPlugin(),
            new RequestTerminationPlugin(),
        }.OrderByDescending(plugin => plugin.Priority).ThenByDescending(plugin => plugin.Name, StringComparer.Ordinal),
    ];
}
