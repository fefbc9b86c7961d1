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
        if ((!_options.RunOnPreflight && context.ServiceRequest.Method == "OPTIONS") || _anonymous.IsSettled(context))
        {
            return default;
        }

        ArgumentTable? query = null;
        var mayHaveBody = _options.InBody && context.HasCurrentBody();
        for (var i = 0; i < _options.KeyNames.Length; i++)
        {
            var name = _options.KeyNames[i];
            var found = FindOutsideBody(context, name, ref query);
            if (mayHaveBody && (found.Kind == FieldKind.Absent || _options.HideCredentials))
            {
                return GoOnWithBodyAsync(context, i, query);
            }

            if (found.Kind is FieldKind.Text or FieldKind.Several)
            {
                Decide(context, name, found, null);
                return default;
            }
        }

        Refuse(context, NoKey);
        return default;
    }

    /// <summary>Goes on from name number <paramref name="from"/> with the body at hand.</summary>
    private async ValueTask GoOnWithBodyAsync(PluginContext context, int from, ArgumentTable? query)
    {
        var body = await RequestFields.ReadAsync(context).ConfigureAwait(false);
        for (var i = from; i < _options.KeyNames.Length; i++)
        {
            var name = _options.KeyNames[i];
            var found = FindOutsideBody(context, name, ref query);
            if (found.Kind == FieldKind.Absent && body is not null)
            {
                found = body.Find(name);
            }

            if (found.Kind is FieldKind.Text or FieldKind.Several)
            {
                Decide(context, name, found, body);
                return;
            }
        }

        Refuse(context, NoKey);
    }

    private FieldValue FindOutsideBody(PluginContext context, string name, ref ArgumentTable? query)
    {
        var found = _options.InHeader ? FieldValue.Of(context.CurrentHeader(name)) : FieldValue.Absent;
        if (found.Kind == FieldKind.Absent && _options.InQuery && context.ServiceRequest.QueryString is { Length: > 0 } text)
        {
            query ??= ArgumentTable.Parse(text);
            found = FieldValue.Of(query.Find(name));
        }

        return found;
    }

    private void Decide(PluginContext context, string name, FieldValue found, RequestFields? body)
    {
        if (found.Kind == FieldKind.Several)
        {
            Refuse(context, DuplicateKey);
            return;
        }

        // Before the key is judged: a wrong one does not reach the upstream of an anonymous consumer either.
        if (_options.HideCredentials)
        {
            Hide(context, name, body);
        }

        if (found.Text.Length == 0)
        {
            Refuse(context, NoKey);
        }
        else if (context.Consumers.TryFindCredential(CredentialType, found.Text, out var credential, out var consumer)
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

    /// <summary>Takes the name that held the key out of every place, wherever it was found.</summary>
    private static void Hide(PluginContext context, string name, RequestFields? body)
    {
        context.ServiceRequest.RemoveFromQuery(name);
        context.ServiceRequest.RemoveHeader(name);
        if (body is not null)
        {
            body.Remove(name);
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
