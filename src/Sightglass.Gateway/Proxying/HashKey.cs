using Microsoft.AspNetCore.Http;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Proxying;

/// <summary>The value that consistent hashing goes by (gateway.md 9.1).</summary>
internal static class HashKey
{
    /// <summary>The value of <c>hash_on</c>, else of <c>hash_fallback</c>; null when there is none or none is asked for.</summary>
    public static string? Find(RequestContext context, UpstreamConfig upstream)
    {
        if (upstream.HashOn == "none")
        {
            return null;
        }

        var value = Get(context, upstream, upstream.HashOn, upstream.HashOnHeader, upstream.HashOnQueryArg, upstream.HashOnUriCapture);
        return string.IsNullOrEmpty(value) && upstream.HashFallback != "none"
            ? Get(context, upstream, upstream.HashFallback, upstream.HashFallbackHeader, upstream.HashFallbackQueryArg, upstream.HashFallbackUriCapture)
            : value;
    }

    private static string? Get(RequestContext context, UpstreamConfig upstream, string source, string? header, string? queryArg, string? capture)
        => source switch
        {
            "consumer" => context.Consumer?.Id.ToString() ?? context.Credential?.Id.ToString(),
            "ip" => context.ClientAddressText,
            "header" => header is null ? null : context.RequestHeaders[header].ToString(),
            "cookie" => GetCookie(context, upstream),
            "path" => context.Path,
            "query_arg" => queryArg is null ? null : GetQueryArgument(context, queryArg),
            "uri_capture" => capture is not null && context.Plugin.Request.UriCaptures.TryGetValue(capture, out var value) ? value : null,
            _ => null,
        };

    // A client without the cookie gets one, so that its next request goes to the same peer.
    private static string? GetCookie(RequestContext context, UpstreamConfig upstream)
    {
        if (upstream.HashOnCookie is not { } name)
        {
            return null;
        }

        foreach (var line in context.RequestHeaders.Cookie)
        {
            foreach (var range in line.AsSpan().Split(';'))
            {
                var pair = line.AsSpan(range).Trim();
                var equals = pair.IndexOf('=');
                if (equals > 0 && pair[..equals].SequenceEqual(name))
                {
                    return pair[(equals + 1)..].ToString();
                }
            }
        }

        var value = Guid.NewGuid().ToString();
        context.ResponseHeaders.Append("Set-Cookie", $"{name}={value}; Path={upstream.HashOnCookiePath}; Same-Site=Lax; HttpOnly");
        return value;
    }

    private static string? GetQueryArgument(RequestContext context, string name)
    {
        var values = context.Plugin.Request.Query[name];
        return values.Count switch
        {
            0 => null,
            1 => values[0],
            _ => string.Join(',', values.Order(StringComparer.Ordinal)),
        };
    }
}
