using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Routing;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.Gateway.Routing;
using Sightglass.Gateway.Tls;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Snapshots;

/// <summary>Builds a snapshot aside. Collects every problem before it gives up, and then leaves nothing behind.</summary>
internal sealed class SnapshotBuilder(PluginHandlerStore handlers, UpstreamRegistry upstreams, UpstreamTlsDefaults tls, RouterFlavor flavor)
{
    /// <summary>Builds a snapshot of a configuration.</summary>
    /// <exception cref="SnapshotException">Something in the configuration cannot be served.</exception>
    public async ValueTask<GatewaySnapshot> BuildAsync(GatewayConfiguration configuration, CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        var entries = handlers.Acquire(configuration.Plugins, errors);
        UpstreamMap? map = null;
        try
        {
            var certificates = CertificateStore.Build(configuration, errors);
            map = await upstreams
                .BuildAsync(configuration.Upstreams, id => certificates.GetContext(id), cancellationToken)
                .ConfigureAwait(false);
            var services = BuildServices(configuration, map, certificates);
            var plans = new PluginPlanBuilder(entries);
            var router = BuildRouter(configuration, services, plans, errors);
            if (errors.Count > 0)
            {
                throw new SnapshotException(errors);
            }

            return new GatewaySnapshot
            {
                Configuration = configuration,
                Router = router!,
                GlobalPlan = plans.BuildGlobal(),
                Consumers = new ConsumerDirectory(configuration.Consumers),
                Upstreams = map,
                Certificates = certificates,
                Plugins = entries,
            };
        }
        catch
        {
            if (map is not null)
            {
                upstreams.Discard(map);
            }

            await handlers.ReleaseAsync(entries).ConfigureAwait(false);
            throw;
        }
    }

    private Dictionary<Guid, ServiceRuntime> BuildServices(GatewayConfiguration configuration, UpstreamMap map, CertificateStore certificates)
    {
        var services = new Dictionary<Guid, ServiceRuntime>();
        foreach (var service in configuration.Services.Where(static service => service.Enabled))
        {
            var upstream = map.TryGet(service.Host, out var state) ? state : null;
            services.Add(service.Id, new ServiceRuntime(service, upstream, tls)
            {
                ClientCertificate = certificates.GetContext(service.ClientCertificate ?? upstream?.Config.ClientCertificate) ?? tls.ClientCertificate,
                CaCertificates = certificates.GetAuthorities(service.CaCertificates),
            });
        }

        return services;
    }

    private Router? BuildRouter(
        GatewayConfiguration configuration,
        Dictionary<Guid, ServiceRuntime> services,
        PluginPlanBuilder plans,
        List<string> errors)
    {
        var runtimes = new List<RouteRuntime>();
        foreach (var route in configuration.Routes)
        {
            // The routes of a disabled service are out of service too.
            if (!IsHttp(route) || (route.Service is { } id && !services.ContainsKey(id)))
            {
                continue;
            }

            var service = route.Service is { } serviceId ? services[serviceId] : null;
            var runtime = new RouteRuntime(route, service, plans.Build(route, service?.Config))
            {
                Concatenates = flavor == RouterFlavor.Traditional && route.PathHandling == "v1",
            };
            try
            {
                // Compiles the patterns, so that a bad one is found here and named.
                _ = (flavor == RouterFlavor.Traditional ? TraditionalRoutes.Build(runtime) : RouteEntryBuilder.Build(runtime)).Count();
                runtimes.Add(runtime);
            }
            catch (ArgumentException exception)
            {
                errors.Add($"route '{route.Name ?? runtime.Id}': {exception.Message}");
            }
        }

        return errors.Count > 0 ? null : new Router(runtimes, flavor);
    }

    private static bool IsHttp(RouteConfig route)
        => route.Protocols.Any(static protocol => protocol is "http" or "https" or "grpc" or "grpcs");
}
