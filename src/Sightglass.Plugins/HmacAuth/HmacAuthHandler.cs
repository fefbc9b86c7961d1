using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.Authentication;
using Sightglass.Plugins.Bodies;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.HmacAuth;

internal sealed class HmacAuthHandler(HmacAuthOptions options) : PluginHandler
{
    private const string CredentialType = "hmacauth_credentials";
    private const string Unauthorized = "Unauthorized";
    private const string NoDate = "HMAC signature cannot be verified, a valid date or x-date header is required for HMAC Authentication";
    private const string NotValid = "HMAC signature cannot be verified";
    private const string NotSame = "HMAC signature does not match";

    private readonly AnonymousFallback _anonymous = new(options.Anonymous);
    private readonly StringValues _challenge = Challenge.Of("hmac", options.Realm);

    public override ValueTask AccessAsync(PluginContext context)
    {
        if (_anonymous.IsSettled(context))
        {
            return default;
        }

        var problem = Check(context, out var consumer, out var credential);
        if (problem is null && options.ValidatesBody)
        {
            return CheckBodyAsync(context, consumer!, credential!);
        }

        Decide(context, problem, consumer, credential);
        return default;
    }

    private void Decide(PluginContext context, string? problem, ConsumerConfig? consumer, CredentialConfig? credential)
    {
        if (problem is null)
        {
            context.Client.Authenticate(consumer, credential);
        }
        else if (!_anonymous.TryContinue(context))
        {
            context.Response.Headers.WWWAuthenticate = _challenge;
            context.ExitWithError(401, problem);
        }
    }

    private async ValueTask CheckBodyAsync(PluginContext context, ConsumerConfig consumer, CredentialConfig credential)
    {
        var body = await context.ReadCurrentBodyAsync(RequestFields.MaxBody).ConfigureAwait(false);
        var isRight = body is { } bytes && (context.CurrentHeader("Digest") is [{ } digest, ..]
            ? digest == $"SHA-256={Convert.ToBase64String(SHA256.HashData(bytes.Span))}"
            : bytes.IsEmpty);
        Decide(context, isRight ? null : NotSame, consumer, credential);
    }

    /// <summary>What is wrong; null when the signature is right.</summary>
    private string? Check(PluginContext context, out ConsumerConfig? consumer, out CredentialConfig? credential)
    {
        consumer = null;
        credential = null;
        var authorization = context.CurrentHeader(HeaderNames.Authorization);
        var proxyAuthorization = context.CurrentHeader(HeaderNames.ProxyAuthorization);
        if (authorization.Count == 0 && proxyAuthorization.Count == 0)
        {
            return Unauthorized;
        }

        if (!IsRecent(context, "X-Date") && !IsRecent(context, HeaderNames.Date))
        {
            return NoDate;
        }

        var where = HeaderNames.ProxyAuthorization;
        if (!HmacSignature.TryParse(proxyAuthorization is [{ } first, ..] ? first : null, out var signature))
        {
            where = HeaderNames.Authorization;
            _ = HmacSignature.TryParse(authorization is [{ } other, ..] ? other : null, out signature);
        }

        if (options.HideCredentials)
        {
            context.ServiceRequest.RemoveHeader(where);
        }

        if (signature is null
            || options.EnforcedHeaders.Any(enforced => !signature.Headers.Contains(enforced))
            || !options.Algorithms.Contains(signature.Algorithm)
            || !context.Consumers.TryFindCredential(CredentialType, signature.Username, out credential, out consumer))
        {
            return NotValid;
        }

        return signature.Matches(context, credential.Fields["secret"]!.GetValue<string>()) ? null : NotSame;
    }

    private bool IsRecent(PluginContext context, string name) =>
        context.CurrentHeader(name) is [{ } text, ..]
        && HeaderUtilities.TryParseDate(text, out var date)
        && Math.Abs(context.Time.GetUtcNow().ToUnixTimeSeconds() - date.ToUnixTimeSeconds()) <= options.ClockSkew;
}
