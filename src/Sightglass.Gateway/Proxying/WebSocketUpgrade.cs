using Microsoft.AspNetCore.Http.Features;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Proxying;

/// <summary>Recognises the one upgrade that is passed on (gateway.md 8.2).</summary>
internal static class WebSocketUpgrade
{
    public static bool IsRequested(RequestContext context)
        => !context.IsHttp2
            && context.RequestHeaders.Upgrade is [{ } protocol]
            && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase)
            && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };
}
