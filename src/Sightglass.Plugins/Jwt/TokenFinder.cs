using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Sightglass.Plugins.Tokens;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Jwt;

/// <summary>Finds the token of a request in its query, cookies and headers.</summary>
internal sealed class TokenFinder(JwtOptions options)
{
    /// <summary>The one token; null when there is none or when there are several different ones.</summary>
    public string? Find(PluginContext context, out bool several)
    {
        var found = new Found();
        if (context.Request.QueryString.Length > 0)
        {
            foreach (var name in options.UriParamNames)
            {
                foreach (var value in context.Request.Query[name])
                {
                    found.Add(value);
                }
            }
        }

        if (options.CookieNames.Length > 0)
        {
            AddCookies(context.Request.Headers.Cookie, ref found);
        }

        foreach (var name in options.HeaderNames)
        {
            var values = context.Request.Headers[name];
            if (values.Count > 0 && BearerToken.Read(values[0]) is { } token)
            {
                found.Add(token);
            }
        }

        several = found.Several;
        return found.Several ? null : found.Token;
    }

    private void AddCookies(StringValues header, ref Found found)
    {
        if (header.Count == 0 || !CookieHeaderValue.TryParseList([.. header!], out var cookies))
        {
            return;
        }

        foreach (var cookie in cookies)
        {
            foreach (var name in options.CookieNames)
            {
                if (cookie.Name.Equals(name, StringComparison.Ordinal))
                {
                    found.Add(cookie.Value.ToString());
                }
            }
        }
    }

    private struct Found
    {
        public string? Token { get; private set; }

        public bool Several { get; private set; }

        public void Add(string? token)
        {
            if (!string.IsNullOrEmpty(token))
            {
                Several |= Token is not null && Token != token;
                Token = token;
            }
        }
    }
}
