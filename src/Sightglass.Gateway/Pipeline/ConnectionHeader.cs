using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Primitives;

namespace Sightglass.Gateway.Pipeline;

/// <summary>Tells clients of HTTP/1.1 whether the connection stays, as the field's servers do: always, and not only when it does not.</summary>
internal static class ConnectionHeader
{
    private const string KeepAlive = "keep-alive";
    private const string Close = "close";
    private const string Upgrade = "Upgrade";

    private static readonly StringValues KeepAliveAndUpgrade = new([KeepAlive, Upgrade]);
    private static readonly StringValues CloseAndUpgrade = new([Close, Upgrade]);

    public static void Write(RequestContext context)
    {
        if (context.IsHttp2)
        {
            if (context.RequestNumber == context.Runtime.Options.KeepAliveRequests)
            {
                context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            }

            return;
        }

        // Of HTTP/1.0 the server says it by itself: there a connection stays only if the client asks for it and the length is known.
        if (context.Response.StatusCode == 101 || context.HttpVersion != "1.1")
        {
            return;
        }

        var headers = context.ResponseHeaders;
        var closes = IsLast(context);
        if (headers.Connection.Count == 0)
        {
            headers.Connection = closes ? Close : KeepAlive;
        }
        else if (headers.Connection is [Upgrade])
        {
            headers.Connection = closes ? CloseAndUpgrade : KeepAliveAndUpgrade;
        }
    }

    private static bool IsLast(RequestContext context)
    {
        if (context.RequestNumber >= context.Runtime.Options.KeepAliveRequests || context.Runtime.IsStopping)
        {
            return true;
        }

        foreach (var option in context.RequestHeaders.Connection)
        {
            if (option is not null && option.Contains(Close, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
