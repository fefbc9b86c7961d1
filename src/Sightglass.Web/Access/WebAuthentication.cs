using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sightglass.ControlPlane.Identity;

namespace Sightglass.Web.Access;

/// <summary>Signing in to the UI: a cookie that names the principal, nothing more. Roles are read anew for every request.</summary>
internal static class WebAuthentication
{
    /// <summary>Scheme and policy of the UI's pages. The API's tokens are no part of it.</summary>
    public const string Scheme = "sightglass-web";

    public const string LoginPath = "/login";
    public const string LogoutPath = "/logout";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public static void AddWebAuthentication(this IServiceCollection services)
    {
        services.AddSingleton<SignInEvents>();
        services.AddAuthentication().AddCookie(Scheme, options =>
        {
            options.Cookie.Name = "sightglass-session";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = Lifetime;
            options.SlidingExpiration = true;
            options.LoginPath = LoginPath;
            options.ReturnUrlParameter = "return";
            options.EventsType = typeof(SignInEvents);
        });
        services.AddAuthorizationBuilder().AddPolicy(Scheme, policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser());
    }

    public static Task SignInAsync(HttpContext context, Principal principal)
    {
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, principal.Id.ToString()), new Claim(ClaimTypes.Name, principal.Name)],
            Scheme);
        return context.SignInAsync(Scheme, new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
    }

    /// <summary>The principal of a request to a page that only signed-in people reach.</summary>
    /// <exception cref="InvalidOperationException">The page was mapped without the UI's policy.</exception>
    public static Principal Principal(this HttpContext context) =>
        context.Features.Get<Principal>() ?? throw new InvalidOperationException($"{context.Request.Path} was reached without signing in.");
}
