using System.Security.Claims;

namespace Sightglass.ControlPlane.Identity;

/// <summary>How the web interface remembers who signed in: a cookie that holds the principal's id and nothing else.</summary>
public static class SignInCookie
{
    /// <summary>The authentication scheme; sign in and out with it.</summary>
    public const string Scheme = "Sightglass";

    /// <summary>What to sign in with.</summary>
    public static ClaimsPrincipal ToClaims(Principal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, principal.Id.ToString("D")), new Claim(ClaimTypes.Name, principal.Name)],
            Scheme));
    }

    /// <summary>
    /// Whose cookie it is; null when it is nobody's. The principal and its roles are to be read afresh with <see cref="IAccess.FindAsync"/>.
    /// </summary>
    public static Guid? PrincipalId(ClaimsPrincipal claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        return Guid.TryParse(claims.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;
    }
}
