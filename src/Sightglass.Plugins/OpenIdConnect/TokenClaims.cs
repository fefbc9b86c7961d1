using System.Text.Json;

namespace Sightglass.Plugins.OpenIdConnect;

/// <summary>Checks times of claims.</summary>
internal static class TokenClaims
{
    /// <summary>Whether the token is valid now: not expired (the claim may be absent), and already begun.</summary>
    public static bool IsCurrent(JsonElement claims, DateTimeOffset now, TimeSpan leeway)
    {
        var seconds = now.ToUnixTimeMilliseconds() / 1000.0;
        var slack = leeway.TotalSeconds;
        return (!TryNumber(claims, "exp", out var exp) || (exp is { } end && end + slack > seconds))
            && (!TryNumber(claims, "nbf", out var nbf) || (nbf is { } start && start - slack <= seconds));
    }

    /// <summary>Whether the claim is there; its value is null when it is no number.</summary>
    private static bool TryNumber(JsonElement claims, string name, out double? number)
    {
        number = null;
        if (!claims.TryGetProperty(name, out var value))
        {
            return false;
        }

        number = value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
        return true;
    }
}
