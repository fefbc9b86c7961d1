using Microsoft.Extensions.Logging;

namespace Sightglass.ControlPlane.Identity;

internal static partial class IdentityLog
{
    [LoggerMessage(EventId = 3101, EventName = nameof(SignInFailed), Level = LogLevel.Warning, Message = "Sign-in failed from {Address}")]
    public static partial void SignInFailed(this ILogger logger, string address);

    [LoggerMessage(EventId = 3102, EventName = nameof(SignInBlocked), Level = LogLevel.Warning, Message = "Sign-in from {Address} refused for {Seconds} s: too many failures")]
    public static partial void SignInBlocked(this ILogger logger, string address, int seconds);

    [LoggerMessage(EventId = 3103, EventName = nameof(FirstUserCreated), Level = LogLevel.Information, Message = "First run: created user {Name}")]
    public static partial void FirstUserCreated(this ILogger logger, string name);
}
