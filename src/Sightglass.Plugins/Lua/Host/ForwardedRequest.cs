using System.Globalization;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What the client asked the proxy in front of the gateway for, when that proxy is one of <c>trusted_ips</c>; else what it asked the gateway for.</summary>
internal static class ForwardedRequest
{
    public static string Scheme(PluginContext context) => Believed(context, "X-Forwarded-Proto")?.ToLowerInvariant() ?? context.Request.Scheme;

    public static string Host(PluginContext context)
    {
        if (Believed(context, "X-Forwarded-Host") is not { } host)
        {
            return RequestFunctions.OwnHost(context);
        }

        host = WithoutUser(host);
        var colon = host.IndexOf(':', StringComparison.Ordinal);
        return (colon < 0 ? host : host[..colon]).ToLowerInvariant();
    }

    public static int Port(PluginContext context)
    {
        if (Number(Believed(context, "X-Forwarded-Port")) is { } port)
        {
            return port;
        }

        if (Believed(context, "X-Forwarded-Host") is { } host)
        {
            host = WithoutUser(host);
            var colon = host.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0 && Number(host[(colon + 1)..]) is { } named)
            {
                return named;
            }
        }

        return context.Connection.LocalPort;
    }

    public static string Path(PluginContext context) => Believed(context, "X-Forwarded-Path") ?? context.Request.Path;

    public static string? Prefix(PluginContext context) => Believed(context, "X-Forwarded-Prefix") ?? context.ServiceRequest.StrippedPrefix;

    private static string? Believed(PluginContext context, string name) =>
        context.Client.IsTrusted(context.Client.PeerAddress) ? RequestFunctions.First(RequestFunctions.Header(context, name)) : null;

    private static string WithoutUser(string host) => host[(host.IndexOf('@', StringComparison.Ordinal) + 1)..];

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65_535 ? port : null;
}
