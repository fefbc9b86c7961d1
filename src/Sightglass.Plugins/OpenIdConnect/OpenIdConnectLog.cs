using Microsoft.Extensions.Logging;

namespace Sightglass.Plugins.OpenIdConnect;

internal static partial class OpenIdConnectLog
{
    [LoggerMessage(EventId = 5040, EventName = nameof(ProviderFailed), Level = LogLevel.Error, Message = "the token could not be verified, because the provider failed: {Reason}")]
    public static partial void ProviderFailed(ILogger logger, string reason);

    [LoggerMessage(EventId = 5041, EventName = nameof(TokenRefused), Level = LogLevel.Debug, Message = "the token was refused: {Reason}")]
    public static partial void TokenRefused(ILogger logger, string reason);
}
