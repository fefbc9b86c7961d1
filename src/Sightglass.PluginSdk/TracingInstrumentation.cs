namespace Sightglass.PluginSdk;

/// <summary>Which spans plugins may make of a request's trace (<c>tracing_instrumentations</c>).</summary>
[Flags]
public enum TracingInstrumentation
{
    /// <summary>None, not even of the request.</summary>
    Off = 0,

    /// <summary>The request itself; whenever there is any.</summary>
    Request = 1,

    /// <summary>Finding the route.</summary>
    Router = 2,

    /// <summary>Resolving names.</summary>
    DnsQuery = 4,

    /// <summary>The tries to reach an upstream.</summary>
    Balancer = 8,

    /// <summary>HTTP calls of plugins.</summary>
    HttpClient = 16,

    /// <summary>Plugins in rewrite.</summary>
    PluginRewrite = 32,

    /// <summary>Plugins in access.</summary>
    PluginAccess = 64,

    /// <summary>Plugins in header_filter.</summary>
    PluginHeaderFilter = 128,

    /// <summary>All of them.</summary>
    All = Request | Router | DnsQuery | Balancer | HttpClient | PluginRewrite | PluginAccess | PluginHeaderFilter,
}
