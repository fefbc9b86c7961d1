using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.Acl;
using Sightglass.Plugins.Authentication;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Tokens;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;

namespace Sightglass.Plugins.OpenIdConnect;

internal sealed class OpenIdConnectHandler : PluginHandler
{
    private readonly OpenIdConnectOptions _options;
    private readonly Provider _provider;
    private readonly Introspector _introspector;
    private readonly IAsyncDisposable _client;
    private readonly TokenSource _source;
    private readonly AnonymousFallback _anonymous;
    private readonly StringValues _challenge;
    private readonly StringValues _challengeInvalid;
    private readonly StringValues _challengeScope;

    public OpenIdConnectHandler(OpenIdConnectOptions options, Provider provider, Introspector introspector, IAsyncDisposable client)
    {
        _options = options;
        _provider = provider;
        _introspector = introspector;
        _client = client;
        _source = new TokenSource(options);
        _anonymous = new AnonymousFallback(options.Anonymous);
        _challenge = Challenge.Of("Bearer", options.Realm);
        _challengeInvalid = $"{_challenge}, error=\"invalid_token\"";
        _challengeScope = $"{_challenge}, error=\"insufficient_scope\"";
    }

    public override ValueTask AccessAsync(PluginContext context)
    {
        if ((!_options.RunOnPreflight && context.Request.Method == "OPTIONS") || _anonymous.IsSettled(context))
        {
            return default;
        }

        if (_source.Find(context) is { } token)
        {
            return VerifyAsync(context, token);
        }

        if (_source.MayBeInBody(context))
        {
            return VerifyBodyAsync(context);
        }

        Refuse(context, "no token", 401, _challenge);
        return default;
    }

    public override async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask VerifyBodyAsync(PluginContext context)
    {
        if (await _source.FindInBodyAsync(context).ConfigureAwait(false) is { } token)
        {
            await VerifyAsync(context, token).ConfigureAwait(false);
        }
        else
        {
            Refuse(context, "no token", 401, _challenge);
        }
    }

    private async ValueTask VerifyAsync(PluginContext context, string text)
    {
        try
        {
            JsonWebToken.Parse(text, out var token);
            using (token)
            {
                if (token is not null && _options.VerifiesSignatures)
                {
                    await VerifySignedAsync(context, token, text).ConfigureAwait(false);
                }
                else if (!_options.Introspects)
                {
                    Refuse(context, "not a signed token", 401, _challengeInvalid);
                }
                else if (await _introspector.IntrospectAsync(context, text).ConfigureAwait(false) is { } claims)
                {
                    Decide(context, claims);
                }
                else
                {
                    Refuse(context, "not active", 401, _challengeInvalid);
                }
            }
        }
        catch (PluginIoException e)
        {
            OpenIdConnectLog.ProviderFailed(context.Log, e.Message);
            context.ExitWithError(500, "An unexpected error occurred");
        }
    }

    private async ValueTask VerifySignedAsync(PluginContext context, JsonWebToken token, string text)
    {
        if (!_provider.IsIssuer(token.Claim("iss")))
        {
            Refuse(context, "another issuer", 401, _challengeInvalid);
            return;
        }

        var id = token.Header.TryGetProperty("kid", out var kid) && kid.ValueKind == JsonValueKind.String ? kid.GetString() : null;
        var state = await _provider.GetAsync(context, id).ConfigureAwait(false);
        if (!state.Keys.Verify(token, id))
        {
            Refuse(context, "the signature is not the provider's", 401, _challengeInvalid);
            return;
        }

        if (!_options.IntrospectsSigned)
        {
            Decide(context, token.Claims);
        }
        else if (await _introspector.IntrospectAsync(context, text).ConfigureAwait(false) is { } claims)
        {
            Decide(context, claims);
        }
        else
        {
            Refuse(context, "not active", 401, _challengeInvalid);
        }
    }

    private void Decide(PluginContext context, JsonElement claims)
    {
        if (!TokenClaims.IsCurrent(claims, context.Time.GetUtcNow(), _options.Leeway))
        {
            Refuse(context, "expired or not valid yet", 401, _challengeInvalid);
        }
        else if (!_options.Audience.IsMet(claims))
        {
            Refuse(context, "for another audience", 403, _challengeInvalid);
        }
        else if (!_options.Scopes.IsMet(claims) || !_options.Groups.IsMet(claims) || !_options.Roles.IsMet(claims))
        {
            Refuse(context, "a required scope, group or role is missing", 403, _challengeScope);
        }
        else
        {
            Admit(context, claims);
        }
    }

    private void Admit(PluginContext context, JsonElement claims)
    {
        ConsumerConfig? consumer = null;
        if (_options.ConsumerClaim.Length > 0
            && (ClaimPath.Text(claims, _options.ConsumerClaim) is not { } name || !TryFindConsumer(context, name, out consumer))
            && !_options.ConsumerOptional)
        {
            Refuse(context, "the consumer is not known", 403, _challengeInvalid);
            return;
        }

        if (_options.HideCredentials)
        {
            _source.Hide(context);
        }

        if (_options.AuthenticatedGroupsClaim.Length > 0)
        {
            context.Items[AclHandler.AuthenticatedGroupsItem] = ClaimPath.Texts(claims, _options.AuthenticatedGroupsClaim);
        }

        context.Client.Authenticate(consumer, Credential(claims));
        SetHeaders(context, claims);
    }

    private bool TryFindConsumer(PluginContext context, string name, out ConsumerConfig? consumer)
    {
        if (context.Consumers.TryFindConsumer(name, out consumer))
        {
            foreach (var field in _options.ConsumerBy)
            {
                if (name == field switch { "id" => consumer.Id.ToString("D"), "username" => consumer.Username, _ => consumer.CustomId })
                {
                    return true;
                }
            }
        }

        consumer = null;
        return false;
    }

    private CredentialConfig Credential(JsonElement claims)
    {
        var name = ClaimPath.Text(claims, _options.CredentialClaim) ?? "";
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{_options.Issuer}|{name}"));
        return new CredentialConfig(new Guid(digest.AsSpan(0, 16)), "openid_connect", HeaderNames.IsValidValue(name) ? name : "", []);
    }

    private void SetHeaders(PluginContext context, JsonElement claims)
    {
        foreach (var (claim, header) in _options.UpstreamHeaders)
        {
            var value = string.Join(", ", ClaimPath.Find(claims, [claim]) is { ValueKind: JsonValueKind.String } text
                ? [text.GetString()!]
                : ClaimPath.Texts(claims, [claim]));
            if (value.Length > 0 && HeaderNames.IsValidValue(value))
            {
                context.ServiceRequest.SetHeader(header, value);
            }
            else
            {
                // What the client sent under this name must not pass for the provider's word.
                context.ServiceRequest.RemoveHeader(header);
            }
        }
    }

    private void Refuse(PluginContext context, string reason, int status, StringValues challenge)
    {
        OpenIdConnectLog.TokenRefused(context.Log, reason);
        if (!_anonymous.TryContinue(context))
        {
            context.Response.Headers.WWWAuthenticate = challenge;
            context.ExitWithError(status, status == 401 ? _options.UnauthorizedMessage : _options.ForbiddenMessage);
        }
    }
}
