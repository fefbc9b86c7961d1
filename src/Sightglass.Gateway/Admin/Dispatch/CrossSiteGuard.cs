using System.Net;
using Microsoft.AspNetCore.Http;

namespace Sightglass.Gateway.Admin.Dispatch;

/// <summary>
/// Keeps web pages from using an operator's browser to reach the Admin API, which asks for no password: requests that a browser marks
/// as coming from another site, and, on loopback, requests for a host name that anybody could point here.
/// </summary>
internal static class CrossSiteGuard
{
    /// <summary>Why a request is refused; null when it is not.</summary>
    public static string? Problem(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers["Sec-Fetch-Site"] is ["cross-site"])
        {
            return "Requests from pages of other sites are refused";
        }

        if (context.Connection.LocalIpAddress is { } local && IPAddress.IsLoopback(local) && !IsLocalName(context.Request.Host.Host))
        {
            return "On a loopback address the Host header must be an IP address, localhost or this machine's name";
        }

        return null;
    }

    private static bool IsLocalName(string host) =>
        host.Length == 0
        || IPAddress.TryParse(host.Trim('[', ']'), out _)
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase);
}
