using Microsoft.AspNetCore.Http;

namespace Sightglass.Web.Layout;

/// <summary>Light or dark, as chosen on this browser.</summary>
internal static class Theme
{
    private const string Cookie = "sightglass-theme";

    /// <summary><c>light</c>, <c>dark</c>, or null to follow the system.</summary>
    public static string? Of(HttpRequest request) => request.Cookies[Cookie] switch
    {
        "light" => "light",
        "dark" => "dark",
        _ => null,
    };
}
