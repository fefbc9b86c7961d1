using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sightglass.Web.Access;
using Sightglass.Web.Debugger;
using Sightglass.Web.Debugger.Live;
using Sightglass.Web.Debugger.Sessions;
using Sightglass.Web.StaticAssets;

namespace Sightglass.Web.Hosting;

/// <summary>Registers the web UI.</summary>
public static class SightglassWebServices
{
    /// <summary>
    /// Adds what the UI needs. The control plane's services (<c>IAccess</c>, <c>IControlPlanes</c>, <c>ICoreEntities</c>,
    /// <c>IDebugSessions</c>) and the place of the keys that protect cookies (data protection) are the control plane's.
    /// </summary>
    public static IServiceCollection AddSightglassWeb(this IServiceCollection services)
    {
        services.AddWebAuthentication();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "sightglass-form";
            antiforgery.Cookie.HttpOnly = true;
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddRazorComponents();
        services.AddSingleton<AssetCatalog>();
        services.AddScoped<PlaneReader>();
        services.AddScoped<SessionDirectory>();
        services.AddScoped<SessionListChanges>();
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }
}
