using Sightglass.Configuration.Entities;
using Sightglass.Gateway.PluginRuntime;

namespace Sightglass.Gateway.Snapshots;

/// <summary>A route as requests use it.</summary>
internal sealed class RouteRuntime
{
    public RouteRuntime(RouteConfig config, ServiceRuntime? service, PluginPlan plan)
    {
        Config = config;
        Service = service;
        Plan = plan;
        Id = config.Id.ToString();
        AcceptsHttp = config.Protocols.Contains("http");
        AcceptsHttps = config.Protocols.Contains("https");
        AcceptsGrpc = config.Protocols.Contains("grpc");
        AcceptsGrpcs = config.Protocols.Contains("grpcs");
    }

    public RouteConfig Config { get; }

    /// <summary>Null for a route without service.</summary>
    public ServiceRuntime? Service { get; }

    /// <summary>The plugins of its requests.</summary>
    public PluginPlan Plan { get; }

    /// <summary>The id as attributes have it.</summary>
    public string Id { get; }

    /// <summary>Paths are joined as <c>path_handling</c> v1 says, which only the flavour <c>traditional</c> honours.</summary>
    public bool Concatenates { get; init; }

    public bool AcceptsHttp { get; }

    public bool AcceptsHttps { get; }

    public bool AcceptsGrpc { get; }

    public bool AcceptsGrpcs { get; }

    public bool IsGrpc => AcceptsGrpc || AcceptsGrpcs;
}
