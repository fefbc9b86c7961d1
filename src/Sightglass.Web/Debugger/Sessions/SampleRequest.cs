using Sightglass.Configuration.Entities;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Debugger;
using Sightglass.Web.Format;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>A command that sends a request the session's routes or services would match: for the empty list of traces.</summary>
internal static class SampleRequest
{
    // The gateway's default proxy listener.
    private static readonly ProxyUrl DefaultProxy = new("localhost", 8000, "http");

    public static string Curl(ControlPlaneInfo plane, GatewayConfiguration configuration, Sampling sampling)
    {
        var proxy = plane.Config.ProxyUrls.FirstOrDefault() ?? DefaultProxy;
        var route = configuration.Routes.FirstOrDefault(r => InScope(r, sampling) && r.Expression is null);
        var method = route?.Methods.FirstOrDefault() ?? "GET";

        // A pattern is no path that can be asked for.
        var path = route?.Paths.FirstOrDefault(p => !p.StartsWith('~')) ?? "/";
        var host = route?.Hosts.FirstOrDefault(h => !h.Contains('*', StringComparison.Ordinal));

        var command = "curl -i";
        if (method != "GET")
        {
            command += " -X " + ShellText.Quote(method);
        }

        if (host is not null)
        {
            command += " -H " + ShellText.Quote("Host: " + host);
        }

        return command + " " + ShellText.Quote($"{proxy.Protocol}://{proxy.Host}:{proxy.Port}{path}");
    }

    private static bool InScope(RouteConfig route, Sampling sampling) =>
        sampling.RouteIds.Length + sampling.ServiceIds.Length == 0
        || sampling.RouteIds.Contains(route.Id)
        || (route.Service is { } service && sampling.ServiceIds.Contains(service));
}
