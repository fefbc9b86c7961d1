using Microsoft.Extensions.Primitives;
using Sightglass.Plugins.Authentication;
using Sightglass.Plugins.Tokens;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Jwt;

internal sealed class JwtHandler : PluginHandler
{
    private const string CredentialType = "jwt_secrets";

    private readonly JwtOptions _options;
    private readonly JwtKeyCache _keys;
    private readonly TokenFinder _finder;
    private readonly ClaimChecks _claims;
    private readonly AnonymousFallback _anonymous;
    private readonly StringValues _challenge;
    private readonly StringValues _challengeInvalid;

    public JwtHandler(JwtOptions options, JwtKeyCache keys)
    {
        _options = options;
        _keys = keys;
        _finder = new TokenFinder(options);
        _claims = new ClaimChecks(options);
        _anonymous = new AnonymousFallback(options.Anonymous);
        _challenge = Challenge.Of("Bearer", options.Realm);
        _challengeInvalid = $"{_challenge} error=\"invalid_token\"";
    }

    public override ValueTask AccessAsync(PluginContext context)
    {
        if ((!_options.RunOnPreflight && context.ServiceRequest.Method == "OPTIONS") || _anonymous.IsSettled(context))
        {
            return default;
        }

        var text = _finder.Find(context, out var problem);
        if (text is null)
        {
            Refuse(context, problem ?? "Unauthorized", tokenPresent: problem is not null);
            return default;
        }

        problem = JsonWebToken.Parse(text, out var token);
        if (token is null)
        {
            Refuse(context, $"Bad token; {problem}", tokenPresent: true);
            return default;
        }

        using (token)
        {
            Verify(context, text, token);
        }

        return default;
    }

    private void Verify(PluginContext context, string text, JsonWebToken token)
    {
        var claim = _options.KeyClaimName;
        var key = token.ClaimOrHeader(claim);
        if (string.IsNullOrEmpty(key))
        {
            Refuse(context, key is null ? $"No mandatory '{claim}' in claims" : $"Invalid '{claim}' in claims", true);
            return;
        }

        if (!context.Consumers.TryFindCredential(CredentialType, key, out var credential, out var consumer))
        {
            Refuse(context, $"No credentials found for given '{claim}'", true);
            return;
        }

        // The credential says how its tokens are signed. What the token says is compared, never believed.
        var algorithm = credential.Fields["algorithm"]?.GetValue<string>() ?? "HS256";
        if (token.Algorithm != algorithm)
        {
            Refuse(context, "Invalid algorithm", true);
            return;
        }

        if (_keys.Find(credential, algorithm, _options.SecretIsBase64) is not { } verifier)
        {
            Refuse(context, "Invalid key/secret", true);
            return;
        }

        if (!verifier.Verify(algorithm, token.SigningInput, token.Signature))
        {
            Refuse(context, "Invalid signature", true);
            return;
        }

        if (_claims.Problems(token, context.Time.GetUtcNow()) is { } body)
        {
            if (!_anonymous.TryContinue(context))
            {
                context.Response.Headers.WWWAuthenticate = _challengeInvalid;
                context.Exit(401, body, PluginExitExtensions.JsonContentType);
            }

            return;
        }

        context.Client.Authenticate(consumer, credential);
        context.Items["authenticated_jwt_token"] = text;
    }

    private void Refuse(PluginContext context, string message, bool tokenPresent)
    {
        if (!_anonymous.TryContinue(context))
        {
            context.Response.Headers.WWWAuthenticate = tokenPresent ? _challengeInvalid : _challenge;
            context.ExitWithMessage(401, message);
        }
    }
}
