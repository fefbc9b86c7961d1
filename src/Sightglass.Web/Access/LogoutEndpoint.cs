using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sightglass.Web.Access;

/// <summary>Signs out and shows the sign-in page.</summary>
internal static class LogoutEndpoint
{
    public static void MapLogout(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(WebAuthentication.LogoutPath, async (HttpContext context, IAntiforgery antiforgery) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context))
            {
                return Results.BadRequest();
            }

            await context.SignOutAsync(WebAuthentication.Scheme);
            return Results.Redirect(WebAuthentication.LoginPath);
        }).AllowAnonymous();
}
