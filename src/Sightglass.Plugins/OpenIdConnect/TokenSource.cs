using Sightglass.Plugins.Bodies;
using Sightglass.Plugins.Tokens;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.OpenIdConnect;

/// <summary>Finds the access token of a request, and takes it out.</summary>
internal sealed class TokenSource(OpenIdConnectOptions options)
{
    private const string Parameter = "access_token";

    // Where the body that held the token is kept until it is known whether the token is hidden.
    private readonly string _bodyItem = $"openid-connect:{Guid.NewGuid():N}";

    /// <summary>The token where it can be seen without waiting: in a header, a cookie or the query.</summary>
    public string? Find(PluginContext context)
    {
        if (options.TokenInHeader && context.Request.Headers.Authorization is { Count: 1 } header && BearerToken.Read(header[0]) is { } token)
        {
            return token;
        }

        if (options.TokenCookie is { } cookie && CookieHeader.Find(context.Request.Headers.Cookie, cookie) is { Length: > 0 } kept)
        {
            return kept;
        }

        return options.TokenInQuery && context.Request.QueryString.Length > 0 && context.Request.Query[Parameter] is { Count: 1 } values && values[0] is { Length: > 0 } value
            ? value
            : null;
    }

    /// <summary>Whether the token may still be in the body.</summary>
    public bool MayBeInBody(PluginContext context) => options.TokenInBody && context.HasCurrentBody();

    /// <summary>The token of a body: a field of a form, or of a JSON object.</summary>
    public async ValueTask<string?> FindInBodyAsync(PluginContext context)
    {
        var body = await RequestFields.ReadAsync(context).ConfigureAwait(false);
        if (body?.Find(Parameter) is not { Kind: FieldKind.Text, Text: { Length: > 0 } token })
        {
            return null;
        }

        context.Items[_bodyItem] = body;
        return token;
    }

    public void Hide(PluginContext context)
    {
        if (context.Items.TryGetValue(_bodyItem, out var item) && item is RequestFields body)
        {
            body.Remove(Parameter);
            context.ServiceRequest.SetBody(body.ToBytes());
        }

        if (options.TokenCookie is { } cookie)
        {
            CookieHeader.Remove(context.ServiceRequest, cookie);
        }

        if (options.TokenInHeader)
        {
            context.ServiceRequest.RemoveHeader("Authorization");
        }

        if (options.TokenInQuery && context.ServiceRequest.QueryString.Length > 0)
        {
            var query = UrlEncodedPairs.Parse(context.ServiceRequest.QueryString);
            query.Remove(Parameter);
            if (query.IsChanged)
            {
                context.ServiceRequest.QueryString = query.ToString();
            }
        }
    }
}
