using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Redis;

namespace Sightglass.Plugins.RateLimiting;

/// <summary>Limits requests per calendar window (gateway.md 12.6).</summary>
internal sealed class RateLimitingPlugin : Plugin
{
    /// <summary>Every whole number up to here has a floating-point value of its own.</summary>
    private const double MaxLimit = 1e15;

    private readonly LocalCounters _local = new();
    private readonly SharedClients<RedisOptions, RedisClient> _redis = new();

    public override string Name => "rate-limiting";

    public override int Priority => 910;

    public override PluginPhases Phases => PluginPhases.Access;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
    [
        LimitField("second", "second"),
        LimitField("minute", "minute"),
        LimitField("hour", "hour"),
        LimitField("day", "day"),
        LimitField("month", "calendar month"),
        LimitField("year", "calendar year"),
        Field.Choice("limit_by", "What requests are counted by.", "consumer", "consumer", "credential", "ip", "service", "header", "path"),
        Field.Text("header_name", "The header whose value counts, with limit_by header.").Checked(HeaderNames.Check),
        Field.Text("path", "The path that counts, with limit_by path."),
        Field.Choice("policy", "Where counters are kept: in the process or in Redis.", "local", "local", "redis"),
        Field.Flag("fault_tolerant", "Let requests pass when the counters cannot be reached.", true),
        RedisFields.Field("redis"),
        .. RedisFields.Former(),
        Field.Flag("hide_client_headers", "Do not tell clients their limits.", false),
        Field.Integer("error_code", "Status of a refusal.", 100, 599, 429),
        Field.Text("error_message", "Message of a refusal.", "API rate limit exceeded"),
        Field.Number("sync_rate", "Seconds between exchanges with Redis, at least 0.02; -1 to ask it for every request.", -1, 86_400, -1),
    ])
        with
    {
        EntityChecks = [CheckLimits, CheckSyncRate, CheckConditions],
    };

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        var options = new RateLimitingOptions
        {
            Limits = [.. Limits(config).Select(limit => new Limit(limit.Period, limit.Max))],
            LimitBy = Enum.Parse<LimitBy>(config.Text("limit_by")!, ignoreCase: true),
            HeaderName = config.Text("header_name"),
            Path = config.Text("path"),
            FaultTolerant = config.Flag("fault_tolerant"),
            HideClientHeaders = config.Flag("hide_client_headers"),
            ErrorCode = config.Integer("error_code"),
            ErrorMessage = config.Text("error_message")!,
            Route = instance.RouteId ?? Guid.Empty,
            Service = instance.ServiceId ?? Guid.Empty,
        };
        return new RateLimitingHandler(options, Counters(config, services));
    }

    private ICounters Counters(JsonObject config, PluginServices services)
    {
        if (config.Text("policy") != "redis")
        {
            return _local;
        }

        var lease = _redis.Borrow(
            RedisFields.Read(config),
            options => new RedisClient(options, services.NameResolver, services.Time));
        var rate = config.Number("sync_rate");
        return rate < 0
            ? new RedisCounters(lease)
            : new SyncedCounters(lease, TimeSpan.FromSeconds(rate), services.Time, services.LoggerFactory.CreateLogger("rate-limiting"));
    }

    private static IEnumerable<(Period Period, double Max)> Limits(JsonObject config)
    {
        foreach (var period in Enum.GetValues<Period>())
        {
            if (config.NumberOrNull(Periods.Name(period)) is { } max)
            {
                yield return (period, max);
            }
        }
    }

    private static FieldSchema LimitField(string period, string meaning) =>
        Field.Number(period, $"Requests allowed per {meaning}; more than 0.", -MaxLimit, MaxLimit)
            .Checked(value => value.ToJsonString()[0] == '-' || value.ToJsonString() is "0" or "0.0" ? "value must be greater than 0" : null);

    private static IEnumerable<(string Path, string Message)> CheckLimits(JsonObject config)
    {
        var limits = Limits(config).ToList();
        if (limits.Count == 0)
        {
            var fields = Enum.GetValues<Period>().Select(period => $"'config.{Periods.Name(period)}'");
            yield return ("@entity", $"at least one of these fields must be non-empty: {string.Join(", ", fields)}");
        }

        foreach (var shorter in limits)
        {
            foreach (var longer in limits)
            {
                if (longer.Period > shorter.Period && longer.Max < shorter.Max)
                {
                    yield return ("config", string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"The limit for {Periods.Name(longer.Period)}({longer.Max:F1}) cannot be lower than the limit for {Periods.Name(shorter.Period)}({shorter.Max:F1})"));
                    yield break;
                }
            }
        }
    }

    private static IEnumerable<(string Path, string Message)> CheckSyncRate(JsonObject config)
    {
        var rate = config.Number("sync_rate");
        if (rate is not -1 && config.Text("policy") != "redis")
        {
            yield return ("config", "sync_rate can only be used with the redis policy");
        }
        else if (rate is not -1 and < 0.02)
        {
            yield return ("config", "sync_rate must be greater than 0.02, or -1 to disable");
        }
    }

    private static IEnumerable<(string Path, string Message)> CheckConditions(JsonObject config)
    {
        const string Failed = "failed conditional validation given value of field";
        if (config.Text("limit_by") == "header" && config.Text("header_name") is null)
        {
            yield return ("header_name", "required field missing");
            yield return ("@entity", $"{Failed} 'config.limit_by'");
        }

        if (config.Text("limit_by") == "path" && config.Text("path") is null)
        {
            yield return ("path", "required field missing");
            yield return ("@entity", $"{Failed} 'config.limit_by'");
        }

        if (config.Text("policy") == "redis" && RedisFields.Host(config) is null)
        {
            yield return ("redis.host", "required field missing");
            yield return ("@entity", $"{Failed} 'config.policy'");
        }
    }
}
