using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Authentication;

/// <summary>
/// What all authentication plugins share: with <c>anonymous</c> set they act as alternatives (skip when somebody is already
/// authenticated, never reject), without it each of them has to succeed (gateway.md 12).
/// </summary>
/// <param name="anonymous">Id or username of the consumer to fall back to; null for none.</param>
internal sealed class AnonymousFallback(string? anonymous)
{
    /// <summary>Whether the request needs no further authentication by this plugin.</summary>
    public bool IsSettled(PluginContext context) => anonymous is not null && context.Client.Credential is not null;

    /// <summary>Lets the request on as the anonymous consumer; false when none is configured and the caller has to reject.</summary>
    /// <exception cref="InvalidOperationException">The configured consumer does not exist.</exception>
    public bool TryContinue(PluginContext context)
    {
        if (anonymous is null)
        {
            return false;
        }

        if (context.Consumers.TryFindConsumer(anonymous, out var consumer))
        {
            context.Client.Authenticate(consumer, null);
        }
        else
        {
            // A mistake in the configuration: for the log and the trace, and none of the client's business.
            throw new InvalidOperationException($"anonymous consumer {anonymous} is configured but doesn't exist");
        }

        return true;
    }
}
