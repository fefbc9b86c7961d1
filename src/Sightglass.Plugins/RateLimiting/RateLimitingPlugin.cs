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
    private readonly LocalCounters _local = new();
    private readonly SharedClients<RedisOptions, RedisClient> _redis = new();

    public override string Name => "rate-limiting";

    public override int Priority => 910;

    public override PluginPhases Phases => PluginPhases.Access;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
    [
        .. LimitFields.All("Requests allowed"),
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
            Limits = [.. LimitFields.Read(config).Select(limit => new Limit(limit.Period, limit.Max))],
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

    private static IEnumerable<(string Path, string Message)> CheckLimits(JsonObject config)
    {
        if (!LimitFields.Read(config).Any())
        {
            yield return ("@entity", LimitFields.NoLimit("config."));
        }

        if (LimitFields.OrderProblem(config) is { } problem)
        {
            yield return ("config", $"The {problem}");
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
