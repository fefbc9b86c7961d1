using System.Text.RegularExpressions;
using Sightglass.Plugins.Bodies;
using Sightglass.Plugins.Tokens;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Jwt;

/// <summary>Finds the token of a request in its query, cookies and headers.</summary>
internal sealed partial class TokenFinder(JwtOptions options)
{
    /// <summary>The one token; null when there is none, or with <paramref name="problem"/> when what is there cannot be used.</summary>
    public string? Find(PluginContext context, out string? problem)
    {
        var found = new Found();
        if (context.ServiceRequest.QueryString is { Length: > 0 } text && options.UriParamNames.Length > 0)
        {
            var query = ArgumentTable.Parse(text);
            foreach (var name in options.UriParamNames)
            {
                foreach (var value in query.Find(name) ?? [])
                {
                    found.Add(value);
                }
            }
        }

        if (options.CookieNames.Length > 0)
        {
            var cookies = context.ServiceRequest.GetHeader("Cookie");
            foreach (var name in options.CookieNames)
            {
                if (CookieHeader.Find(cookies, name) is { } value)
                {
                    found.Add(value);
                }
            }
        }

        foreach (var name in options.HeaderNames)
        {
            var values = context.CurrentHeader(name);
            if (values.Count > 0 && Bearer().Match(values[0] ?? "") is { Success: true } match)
            {
                found.Add(match.Groups[1].Value);
            }
        }

        problem = found.Several ? "Multiple tokens provided" : found.Flag ? "Unrecognizable token" : null;
        return problem is null ? found.Token : null;
    }

    [GeneratedRegex(@"[Bb]earer\s+(.+)", RegexOptions.CultureInvariant)]
    private static partial Regex Bearer();

    private struct Found
    {
        public string? Token { get; private set; }

        public bool Several { get; private set; }

        /// <summary>Whether a parameter was named without a value.</summary>
        public bool Flag { get; private set; }

        public void Add(string? token)
        {
            if (token is null)
            {
                Several |= Token is not null;
                Flag = true;
            }
            else if (token.Length > 0)
            {
                Several |= Flag || (Token is not null && Token != token);
                Token = token;
            }
        }
    }
}
