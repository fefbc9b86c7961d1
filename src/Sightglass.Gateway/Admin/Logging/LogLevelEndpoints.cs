using System.Globalization;
using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Admin.Dispatch;
using Sightglass.Gateway.Admin.Store;

namespace Sightglass.Gateway.Admin.Logging;

/// <summary><c>/debug/node/log-level</c>: reading and changing the log level while the node runs.</summary>
internal sealed class LogLevelEndpoints
{
    private const int DefaultSeconds = 60;
    private const int MaxSeconds = 30 * 24 * 3600;
    private const string Timeout = "timeout";
    private readonly LogLevelSwitch _levels;
    private readonly EntityStore _store;
    private readonly ILogger _logger;

    private LogLevelEndpoints(LogLevelSwitch levels, EntityStore store, ILogger logger) =>
        (_levels, _store, _logger) = (levels, store, logger);

    public static void Add(EndpointTable table, LogLevelSwitch levels, EntityStore store, ILogger logger)
    {
        var endpoints = new LogLevelEndpoints(levels, store, logger);
        table.Add("GET", "/debug/node/log-level", (_, _) =>
            Task.FromResult(AdminAnswer.Message(200, $"log level: {Name(levels.Current)}")));
        table.Add("PUT", "/debug/node/log-level/{level}", endpoints.SetAsync);
    }

    private async Task<AdminAnswer> SetAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        if (!_store.AcceptsWrites)
        {
            return AdminAnswer.Message(405, "cannot change log level when not using a database");
        }

        var name = request.Arguments[0];
        if (Enum.GetValues<LogSeverity>().Where(l => Name(l) == name).ToArray() is not [var level])
        {
            return AdminAnswer.Message(400, $"unknown log level: {name}");
        }

        var written = request.Query(Timeout) ?? await FromBodyAsync(request);
        var seconds = DefaultSeconds;
        if (written is not null && !int.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seconds)
            || seconds is < 0 or > MaxSeconds)
        {
            return seconds < 0 ? AdminAnswer.Message(400, "timeout must be greater than or equal to 0") : AdminAnswer.Message(400, $"timeout must be between 0 and {MaxSeconds} seconds");
        }

        var same = _levels.Current == level;
        _levels.Set(level, seconds == 0 ? null : TimeSpan.FromSeconds(seconds));
        if (same)
        {
            return AdminAnswer.Message(200, $"log level is already {name}");
        }

        _logger.LogLevelChanged(name, seconds);
        return AdminAnswer.Message(200, "log level changed");
    }

    private static async Task<string?> FromBodyAsync(AdminRequest request)
    {
        var content = await request.ReadContentAsync();
        return content.Kind switch
        {
            ContentKind.Json => content.Json()?[Timeout]?.ToString(),
            ContentKind.Form => content.Fields.LastOrDefault(f => f.Key == Timeout).Value,
            _ => null,
        };
    }

    private static string Name(LogSeverity level) => level.ToString().ToLowerInvariant();
}
