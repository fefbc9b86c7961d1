using System.Collections.Immutable;
using Sightglass.ControlPlane.Http;

namespace Sightglass.ControlPlane.ControlPlanes;

/// <summary>The rules of a control plane's fields.</summary>
internal static class ControlPlaneValidator
{
    private const int MaxProxyUrls = 5;

    public static void Check(CreateControlPlane request, InvalidParameters errors)
    {
        if (!errors.Mentions("name"))
        {
            errors.Length("name", request.Name, 2, 256);
        }

        errors.Length("description", request.Description, 0, 2_048);
        errors.Choice("cluster_type", request.ClusterType, ClusterType.Available);
        errors.Choice("auth_type", request.AuthType, AuthType.All);
        if (request.CloudGateway)
        {
            errors.Add("cloud_gateway", "invalid", "hosted gateways are not available in this version");
        }

        Check(request.ProxyUrls, errors);
        LabelRules.Check("labels", request.Labels, errors);
    }

    public static void Check(PatchControlPlane request, InvalidParameters errors)
    {
        if (request.Name is not null)
        {
            errors.Length("name", request.Name, 2, 256);
        }

        errors.Length("description", request.Description, 0, 2_048);
        errors.Choice("auth_type", request.AuthType, AuthType.All);
        if (request.ProxyUrls is { } urls)
        {
            Check(urls, errors);
        }

        if (request.Labels is { } labels)
        {
            LabelRules.Check("labels", labels, errors);
        }
    }

    private static void Check(ImmutableArray<ProxyUrl> urls, InvalidParameters errors)
    {
        errors.MaxItems("proxy_urls", urls.Length, MaxProxyUrls);
        for (var i = 0; i < urls.Length; i++)
        {
            errors.Length($"proxy_urls[{i}].host", urls[i].Host, 1, 120);
            errors.Range($"proxy_urls[{i}].port", urls[i].Port, 1, 65_535);
            errors.Length($"proxy_urls[{i}].protocol", urls[i].Protocol, 1, 32);
        }
    }
}
