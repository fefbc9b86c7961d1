using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sightglass.Web.Access;
using Sightglass.Web.Debugger;
using Sightglass.Web.GatewayManager;
using Sightglass.Web.Layout;
using Sightglass.Web.StaticAssets;

namespace Sightglass.Web.Hosting;

/// <summary>Puts the web UI onto an application.</summary>
public static class SightglassWebEndpoints
{
    /// <summary>
    /// Maps the UI: <c>/</c>, <c>/login</c>, <c>/logout</c>, <c>/debugger/…</c>, <c>/gateway-manager/…</c> and <c>/assets/…</c>. Leaves
    /// every other path alone, so that the API can live on the same port.
    /// </summary>
    public static WebApplication MapSightglassWeb(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseAntiforgery();

        app.MapAssets(app.Services.GetRequiredService<AssetCatalog>());
        app.MapLogout();
        var signedIn = app.MapGroup("").RequireAuthorization(WebAuthentication.Scheme);
        signedIn.MapGet("/", () => Results.Redirect(DebuggerLinks.Sessions));
        signedIn.MapDebugger();
        foreach (var path in (string[])[DebuggerLinks.Sessions, GatewayManagerLinks.Planes])
        {
            signedIn.MapFallback(path + "/{**rest}", () => new RazorComponentResult<NotFoundPage> { StatusCode = StatusCodes.Status404NotFound });
        }

        app.MapRazorComponents<App>().RequireAuthorization(WebAuthentication.Scheme);
        return app;
    }
}
