using System.Globalization;
using System.Text;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Authentication;

/// <summary>
/// What all authentication plugins share: with <c>anonymous</c> set they act as alternatives (skip when somebody is already
/// authenticated, never reject), without it each of them has to succeed (gateway.md 12).
/// </summary>
/// <param name="anonymous">Id or username of the consumer to fall back to; null for none.</param>
internal sealed class AnonymousFallback(string? anonymous)
{
    private static readonly CompositeFormat MissingConsumer =
        CompositeFormat.Parse("anonymous consumer {0} is configured but doesn't exist");

    /// <summary>Whether the request needs no further authentication by this plugin.</summary>
    public bool IsSettled(PluginContext context) => anonymous is not null && context.Client.Credential is not null;

    /// <summary>Lets the request on as the anonymous consumer; false when none is configured and the caller has to reject.</summary>
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
            context.ExitWithError(500, string.Format(CultureInfo.InvariantCulture, MissingConsumer, anonymous));
        }

        return true;
    }
}
