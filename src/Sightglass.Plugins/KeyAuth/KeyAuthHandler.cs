using Microsoft.Extensions.Primitives;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.Authentication;
using Sightglass.Plugins.Bodies;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.KeyAuth;

internal sealed class KeyAuthHandler : PluginHandler
{
    private const string NoKey = "No API key found in request";
    private const string DuplicateKey = "Duplicate API key found";
    private const string Unauthorized = "Unauthorized";
    private const string CredentialType = "keyauth_credentials";

    private readonly KeyAuthOptions _options;
    private readonly AnonymousFallback _anonymous;
    private readonly StringValues _challenge;

    public KeyAuthHandler(KeyAuthOptions options)
    {
        _options = options;
        _anonymous = new AnonymousFallback(options.Anonymous);
        _challenge = Challenge.Of("Key", options.Realm);
    }

    public override ValueTask AccessAsync(PluginContext context)
    {
        if ((!_options.RunOnPreflight && context.Request.Method == "OPTIONS") || _anonymous.IsSettled(context))
        {
            return default;
        }

        for (var i = 0; i < _options.KeyNames.Length; i++)
        {
            var name = _options.KeyNames[i];
            if (_options.InHeader)
            {
                var values = context.Request.Headers[name];
                if (values.Count > 0)
                {
                    Decide(context, values);
                    return default;
                }
            }

            if (_options.InQuery && context.Request.QueryString.Length > 0)
            {
                var values = context.Request.Query[name];
                if (values.Count > 0)
                {
                    Decide(context, values);
                    return default;
                }
            }

            if (_options.InBody && context.Request.HasBody)
            {
                return SearchWithBodyAsync(context, i);
            }
        }

        Refuse(context, NoKey);
        return default;
    }

    /// <summary>Goes on from name number <paramref name="from"/> with the body at hand; its header and query were already looked at.</summary>
    private async ValueTask SearchWithBodyAsync(PluginContext context, int from)
    {
        var body = await RequestFields.ReadAsync(context).ConfigureAwait(false);
        for (var i = from; i < _options.KeyNames.Length; i++)
        {
            var name = _options.KeyNames[i];
            var values = i > from && _options.InHeader ? context.Request.Headers[name] : StringValues.Empty;
            if (values.Count == 0 && i > from && _options.InQuery)
            {
                values = context.Request.Query[name];
            }

            if (values.Count == 0 && body is not null)
            {
                values = body.Values(name);
            }

            if (values.Count > 0)
            {
                Decide(context, values, body);
                return;
            }
        }

        Refuse(context, NoKey);
    }

    private void Decide(PluginContext context, StringValues values, RequestFields? body = null)
    {
        if (values.Count > 1)
        {
            Refuse(context, DuplicateKey);
            return;
        }

        var key = values[0];
        if (string.IsNullOrEmpty(key))
        {
            Refuse(context, NoKey);
            return;
        }

        if (_options.HideCredentials)
        {
            Hide(context, body);
        }

        if (context.Consumers.TryFindCredential(CredentialType, key, out var credential, out var consumer)
            && !IsExpired(credential, context.Time))
        {
            context.Client.Authenticate(consumer, credential);
        }
        else
        {
            Refuse(context, Unauthorized);
        }
    }

    private void Refuse(PluginContext context, string message)
    {
        if (!_anonymous.TryContinue(context))
        {
            context.Response.Headers.WWWAuthenticate = _challenge;
            context.ExitWithError(401, message);
        }
    }

    /// <summary>Takes every configured name out, not only the one that held the key: an upstream must not see a second one either.</summary>
    private void Hide(PluginContext context, RequestFields? body)
    {
        var query = _options.InQuery && context.ServiceRequest.QueryString.Length > 0
            ? UrlEncodedPairs.Parse(context.ServiceRequest.QueryString)
            : null;
        foreach (var name in _options.KeyNames)
        {
            if (_options.InHeader)
            {
                context.ServiceRequest.RemoveHeader(name);
            }

            query?.Remove(name);
            body?.Remove(name);
        }

        if (query is { IsChanged: true })
        {
            context.ServiceRequest.QueryString = query.ToString();
        }

        if (body is { IsChanged: true })
        {
            context.ServiceRequest.SetBody(body.ToBytes());
        }
    }

    private static bool IsExpired(CredentialConfig credential, TimeProvider time)
    {
        if (credential.Fields["ttl"] is not { } ttl || credential.Fields["created_at"] is not { } created)
        {
            return false;
        }

        var end = Seconds(created) + Seconds(ttl);
        return time.GetUtcNow().ToUnixTimeMilliseconds() >= end * 1000;
    }

    private static double Seconds(System.Text.Json.Nodes.JsonNode value) =>
        double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
}
