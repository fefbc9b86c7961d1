using Sightglass.Plugins.Bodies;
using Sightglass.Plugins.Tokens;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.OpenIdConnect;

/// <summary>Finds the access token of a request, and takes it out.</summary>
internal sealed class TokenSource(OpenIdConnectOptions options)
{
    private const string Parameter = "access_token";

    public string? Find(PluginContext context)
    {
        if (options.TokenInHeader && context.Request.Headers.Authorization is { Count: 1 } header && BearerToken.Read(header[0]) is { } token)
        {
            return token;
        }

        return options.TokenInQuery && context.Request.QueryString.Length > 0 && context.Request.Query[Parameter] is { Count: 1 } values && values[0] is { Length: > 0 } value
            ? value
            : null;
    }

    public void Hide(PluginContext context)
    {
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
