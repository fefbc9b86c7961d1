using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Settings;

namespace Sightglass.Gateway.RequestDebugging;

/// <summary>
/// The token that request debugging from other machines takes: the one that was set, or one made for this start. Kept in the prefix, where
/// who administers the node finds it.
/// </summary>
internal static partial class RequestDebugToken
{
    public const string FileName = ".request_debug_token";

    /// <summary>Gives the token; null when request debugging is off.</summary>
    public static string? Get(GatewaySettings settings, ILogger logger)
    {
        if (!settings.Responses.RequestDebug)
        {
            return null;
        }

        var token = settings.Responses.RequestDebugToken;
        if (token is null)
        {
            token = Guid.NewGuid().ToString();
            TokenMade(logger, RequestDebugger.LogPrefix, token);
        }

        try
        {
            Write(settings.Prefix, token);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            NotWritten(logger, FileName, exception.Message);
        }

        return token;
    }

    private static void Write(string prefix, string token)
    {
        Directory.CreateDirectory(prefix);
        var path = Path.Combine(prefix, FileName);

        // A file that is there keeps the rights it has: it is made anew.
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(token);
    }

    [LoggerMessage(EventId = 1753, Level = LogLevel.Information, Message = "{Prefix} token for request debugging: {Token}")]
    private static partial void TokenMade(ILogger logger, string prefix, string token);

    [LoggerMessage(EventId = 1754, Level = LogLevel.Error, Message = "The token for request debugging could not be written to {File}: {Problem}")]
    private static partial void NotWritten(ILogger logger, string file, string problem);
}
