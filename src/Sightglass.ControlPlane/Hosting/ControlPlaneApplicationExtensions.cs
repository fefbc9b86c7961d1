using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Entities;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Nodes;
using Sightglass.ControlPlane.Uploads;

namespace Sightglass.ControlPlane.Hosting;

/// <summary>Puts a control plane's API into an application's request path.</summary>
public static class ControlPlaneApplicationExtensions
{
    /// <summary>Adds request ids on everything, and authentication and problems on the API's paths. To be called before other middleware.</summary>
    public static WebApplication UseControlPlane(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<CorrelationMiddleware>();
        app.UseWhen(static context => IsApi(context.Request.Path), static api => api.UseMiddleware<ApiMiddleware>());
        return app;
    }

    /// <summary>Maps the API: <c>/v2</c> and <c>/v3</c>.</summary>
    public static IEndpointRouteBuilder MapControlPlaneApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        var v2 = endpoints.MapGroup("/v2");
        services.GetRequiredService<ControlPlaneEndpoints>().Map(v2);
        services.GetRequiredService<UploadEndpoints>().Map(v2);

        var plane = v2.MapGroup("control-planes/{controlPlaneId:guid}");
        services.GetRequiredService<DebugSessionEndpoints>().Map(plane);
        services.GetRequiredService<TraceEndpoints>().Map(plane);
        services.GetRequiredService<CaptureEndpoints>().Map(plane);
        services.GetRequiredService<MaskingRuleEndpoints>().Map(plane);
        services.GetRequiredService<NodeEndpoints>().Map(plane);
        services.GetRequiredService<CoreEntityEndpoints>().Map(plane);
        services.GetRequiredService<DeclarativeConfigEndpoints>().Map(plane);

        services.GetRequiredService<TokenEndpoints>().Map(endpoints.MapGroup("/v3"));
        return endpoints;
    }

    private static bool IsApi(PathString path) => path.StartsWithSegments("/v2") || path.StartsWithSegments("/v3");
}
