using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.Authentication;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.BasicAuth;

internal sealed class BasicAuthHandler(string? anonymous, bool hideCredentials, string realm) : PluginHandler
{
    private const string CredentialType = "basicauth_credentials";

    /// <summary>In the order they are looked at.</summary>
    private static readonly string[] HeaderNames = ["Proxy-Authorization", "Authorization"];

    private readonly AnonymousFallback _anonymous = new(anonymous);
    private readonly StringValues _challenge = Challenge.Of("Basic", realm);

    public override ValueTask AccessAsync(PluginContext context)
    {
        if (_anonymous.IsSettled(context))
        {
            return default;
        }

        if (TryAuthenticate(context, out var consumer, out var credential))
        {
            context.Client.Authenticate(consumer, credential);
        }
        else if (!_anonymous.TryContinue(context))
        {
            context.Response.Headers.WWWAuthenticate = _challenge;
            context.ExitWithError(401, "Unauthorized");
        }

        return default;
    }

    /// <summary>
    /// Every header that carries basic credentials has to carry the right ones: a right one does not excuse a wrong one. What was looked at
    /// is hidden even when it was wrong, so that it does not reach the upstream of an anonymous consumer.
    /// </summary>
    private bool TryAuthenticate(
        PluginContext context,
        [NotNullWhen(true)] out ConsumerConfig? consumer,
        [NotNullWhen(true)] out CredentialConfig? credential)
    {
        consumer = null;
        credential = null;
        var refused = false;
        foreach (var name in HeaderNames)
        {
            var values = context.ServiceRequest.GetHeader(name);
            if (values.Count == 0)
            {
                continue;
            }

            var isBasic = BasicCredentials.TryParse(values[0], out var given);
            if (hideCredentials && (isBasic || credential is null))
            {
                context.ServiceRequest.RemoveHeader(name);
            }

            if (!isBasic)
            {
                continue;
            }

            if (values.Count > 1
                || !IsRight(context.Consumers, given, out var owner, out var found)
                || (credential is not null && credential != found))
            {
                refused = true;
            }
            else
            {
                (consumer, credential) = (owner, found);
            }
        }

        return !refused && credential is not null && consumer is not null;
    }

    private static bool IsRight(
        IConsumerDirectory consumers,
        in BasicCredentials given,
        [NotNullWhen(true)] out ConsumerConfig? consumer,
        [NotNullWhen(true)] out CredentialConfig? credential)
    {
        if (consumers.TryFindCredential(CredentialType, given.Username, out credential, out consumer))
        {
            return StoredPassword.Matches(given.Password, consumer.Id, credential.Fields["password"]?.GetValue<string>());
        }

        // An unknown user costs the same work, so that the time taken does not tell which names exist.
        StoredPassword.Matches(given.Password, Guid.Empty, null);
        return false;
    }
}
