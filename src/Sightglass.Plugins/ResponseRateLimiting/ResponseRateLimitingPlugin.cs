using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.RateLimiting;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Redis;

namespace Sightglass.Plugins.ResponseRateLimiting;

/// <summary>Limits what upstreams say that their responses cost.</summary>
internal sealed class ResponseRateLimitingPlugin : Plugin
{
    private readonly LocalResponseCounters _local = new(new LocalCounters());
    private readonly SharedClients<RedisOptions, RedisClient> _redis = new();

    public override string Name => "response-ratelimiting";

    public override int Priority => 900;

    public override PluginPhases Phases =>
        PluginPhases.Access | PluginPhases.HeaderFilter | PluginPhases.BodyFilter | PluginPhases.Log;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
    [
        Field.Text("header_name", "The response header that says what a response costs.", "x-kong-limit").Checked(HeaderNames.Check),
        Field.Choice("limit_by", "What responses are counted by.", "consumer", "consumer", "credential", "ip"),
        Field.Choice("policy", "Where counters are kept: in the process or in Redis.", "local", "local", "redis"),
        Field.Flag("fault_tolerant", "Let requests pass when the counters cannot be reached.", true),
        RedisFields.Field("redis"),
        .. RedisFields.Former(),
        Field.Flag("block_on_first_violation", "Refuse requests as soon as one limit is used up.", false),
        Field.Flag("hide_client_headers", "Do not tell clients their limits.", false),
        new FieldSchema
        {
            Name = "limits",
            Type = FieldType.Map,
            Description = "By name, what responses may cost: second, minute, hour, day, month, year, each more than 0.",
            Required = true,
            Length = (1, 100),
            Elements = new FieldSchema
            {
                Name = "values",
                Type = FieldType.Record,
                Required = true,
                Fields = Field.Schema(LimitFields.All("Allowed")) with { EntityChecks = [CheckLimits] },
            },
        }.Checked(CheckNames),
    ])
        with
    {
        EntityChecks = [CheckRedis],
    };

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        var options = new ResponseRateLimitingOptions
        {
            Limits = [.. config["limits"]!.AsObject().Select(item => Named(item.Key, item.Value!.AsObject()))],
            HeaderName = config.Text("header_name")!,
            LimitBy = Enum.Parse<LimitBy>(config.Text("limit_by")!, ignoreCase: true),
            FaultTolerant = config.Flag("fault_tolerant"),
            BlockOnFirstViolation = config.Flag("block_on_first_violation"),
            HideClientHeaders = config.Flag("hide_client_headers"),
            Route = instance.RouteId ?? Guid.Empty,
            Service = instance.ServiceId ?? Guid.Empty,
        };
        return new ResponseRateLimitingHandler(options, config.Text("policy") == "redis"
            ? new RedisResponseCounters(_redis.Borrow(
                RedisFields.Read(config),
                made => new RedisClient(made, services.NameResolver, services.Time)))
            : _local);
    }

    private static NamedLimits Named(string name, JsonObject limits) =>
        new(name, [.. LimitFields.Read(limits).Select(limit => new Limit(limit.Period, limit.Max))]);

    /// <summary>A name becomes part of headers' names.</summary>
    private static string? CheckNames(JsonNode limits) => limits.AsObject()
        .Select(item => item.Key)
        .FirstOrDefault(name => !HeaderNames.IsValid(name)) is { } bad ? $"'{bad}' cannot be part of a header's name" : null;

    private static IEnumerable<(string Path, string Message)> CheckLimits(JsonObject limits)
    {
        if (!LimitFields.Read(limits).Any())
        {
            yield return ("@entity", LimitFields.NoLimit(""));
        }

        if (LimitFields.OrderProblem(limits) is { } problem)
        {
            yield return ("@entity", $"the {problem}");
        }
    }

    private static IEnumerable<(string Path, string Message)> CheckRedis(JsonObject config)
    {
        if (config.Text("policy") == "redis" && RedisFields.Host(config) is null)
        {
            yield return ("redis.host", "required field missing");
            yield return ("@entity", "failed conditional validation given value of field 'config.policy'");
        }
    }
}
