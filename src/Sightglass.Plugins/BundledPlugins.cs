using System.Collections.Immutable;
using Sightglass.Plugins.Acl;
using Sightglass.Plugins.BasicAuth;
using Sightglass.Plugins.CorrelationId;
using Sightglass.Plugins.Cors;
using Sightglass.Plugins.FileLog;
using Sightglass.Plugins.Functions;
using Sightglass.Plugins.HmacAuth;
using Sightglass.Plugins.HttpLog;
using Sightglass.Plugins.IpRestriction;
using Sightglass.Plugins.Jwt;
using Sightglass.Plugins.KeyAuth;
using Sightglass.Plugins.Loggly;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.OpenIdConnect;
using Sightglass.Plugins.OpenTelemetry;
using Sightglass.Plugins.Prometheus;
using Sightglass.Plugins.ProxyCache;
using Sightglass.Plugins.RateLimiting;
using Sightglass.Plugins.Redirect;
using Sightglass.Plugins.RequestSizeLimiting;
using Sightglass.Plugins.RequestTermination;
using Sightglass.Plugins.RequestTransformer;
using Sightglass.Plugins.ResponseRateLimiting;
using Sightglass.Plugins.ResponseTransformer;
using Sightglass.Plugins.Syslog;
using Sightglass.Plugins.TcpLog;
using Sightglass.Plugins.UdpLog;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins;

/// <summary>The plugins that come with the gateway.</summary>
public static class BundledPlugins
{
    /// <summary>One object of each, in order of execution, with Lua in its sandbox.</summary>
    public static ImmutableArray<Plugin> All { get; } = Create(new ScriptOptions());

    /// <summary>Makes one object of each, in order of execution. Some hold state of the process (counters, metrics), so make the set once.</summary>
    /// <param name="options">What Lua code in configurations may do and have.</param>
    public static ImmutableArray<Plugin> Create(ScriptOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var scripts = new LuaHost(options);
        return
        [
            .. new Plugin[]
            {
                new AclPlugin(),
                new BasicAuthPlugin(),
                new CorrelationIdPlugin(),
                new CorsPlugin(),
                new FileLogPlugin(scripts),
                new FunctionPlugin("pre-function", 1_000_000, scripts),
                new FunctionPlugin("post-function", -1_000, scripts),
                new HmacAuthPlugin(),
                new HttpLogPlugin(scripts),
                new IpRestrictionPlugin(),
                new JwtPlugin(),
                new KeyAuthPlugin(),
                new LogglyPlugin(scripts),
                new OpenIdConnectPlugin(),
                new OpenTelemetryPlugin(),
                new PrometheusPlugin(),
                new ProxyCachePlugin(),
                new RateLimitingPlugin(),
                new RedirectPlugin(),
                new RequestSizeLimitingPlugin(),
                new RequestTransformerPlugin(scripts),
                new ResponseRateLimitingPlugin(),
                new ResponseTransformerPlugin(),
                new RequestTerminationPlugin(),
                new SyslogPlugin(scripts),
                new TcpLogPlugin(scripts),
                new UdpLogPlugin(scripts),
            }.OrderByDescending(plugin => plugin.Priority).ThenByDescending(plugin => plugin.Name, StringComparer.Ordinal),
        ];
    }
}
