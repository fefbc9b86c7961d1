using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Entities;

/// <summary>Typed records of upstreams with their targets and health checks.</summary>
internal static class UpstreamRecords
{
    public static UpstreamConfig Upstream(EntitySet entities, Entity entity)
    {
        var fields = new FieldReader(entity.Fields);
        return new UpstreamConfig
        {
            Id = entity.Id,
            Name = fields.Text("name"),
            Algorithm = fields.TextOrNull("algorithm") ?? "round-robin",
            HashOn = fields.TextOrNull("hash_on") ?? "none",
            HashFallback = fields.TextOrNull("hash_fallback") ?? "none",
            HashOnHeader = fields.TextOrNull("hash_on_header"),
            HashFallbackHeader = fields.TextOrNull("hash_fallback_header"),
            HashOnCookie = fields.TextOrNull("hash_on_cookie"),
            HashOnCookiePath = fields.TextOrNull("hash_on_cookie_path") ?? "/",
            HashOnQueryArg = fields.TextOrNull("hash_on_query_arg"),
            HashFallbackQueryArg = fields.TextOrNull("hash_fallback_query_arg"),
            HashOnUriCapture = fields.TextOrNull("hash_on_uri_capture"),
            HashFallbackUriCapture = fields.TextOrNull("hash_fallback_uri_capture"),
            Slots = fields.IntegerOrNull("slots") ?? 10_000,
            HostHeader = fields.TextOrNull("host_header"),
            ClientCertificate = fields.Reference("client_certificate"),
            UseSrvName = fields.FlagOrNull("use_srv_name") ?? false,
            Healthchecks = Healthchecks(fields.Record("healthchecks")),
            Targets = [.. entities.Children(EntityTypes.Targets, new ParentScope("upstream", entity.Id)).Select(Target)],
            Tags = fields.Tags,
        };
    }

    private static TargetConfig Target(Entity entity)
    {
        var fields = new FieldReader(entity.Fields);
        return new TargetConfig
        {
            Id = entity.Id,
            Target = fields.Text("target"),
            Weight = fields.IntegerOrNull("weight") ?? 100,
            Tags = fields.Tags,
        };
    }

    private static HealthchecksConfig Healthchecks(FieldReader fields) => new()
    {
        Threshold = fields.Number("threshold"),
        Active = Active(fields.Record("active")),
        Passive = Passive(fields.Record("passive")),
    };

    private static ActiveHealthcheckConfig Active(FieldReader fields)
    {
        var (healthy, unhealthy) = (fields.Record("healthy"), fields.Record("unhealthy"));
        return new ActiveHealthcheckConfig
        {
            Type = fields.Text("type"),
            Timeout = fields.Number("timeout"),
            Concurrency = (int)Math.Min(fields.Long("concurrency"), int.MaxValue),
            HttpPath = fields.Text("http_path"),
            HttpsVerifyCertificate = fields.Flag("https_verify_certificate"),
            HttpsSni = fields.TextOrNull("https_sni"),
            Headers = fields.Headers("headers"),
            HealthyInterval = healthy.Number("interval"),
            HealthySuccesses = healthy.Integer("successes"),
            HealthyHttpStatuses = healthy.Integers("http_statuses"),
            UnhealthyInterval = unhealthy.Number("interval"),
            UnhealthyTcpFailures = unhealthy.Integer("tcp_failures"),
            UnhealthyTimeouts = unhealthy.Integer("timeouts"),
            UnhealthyHttpFailures = unhealthy.Integer("http_failures"),
            UnhealthyHttpStatuses = unhealthy.Integers("http_statuses"),
        };
    }

    private static PassiveHealthcheckConfig Passive(FieldReader fields)
    {
        var (healthy, unhealthy) = (fields.Record("healthy"), fields.Record("unhealthy"));
        return new PassiveHealthcheckConfig
        {
            Type = fields.Text("type"),
            HealthySuccesses = healthy.Integer("successes"),
            HealthyHttpStatuses = healthy.Integers("http_statuses"),
            UnhealthyTcpFailures = unhealthy.Integer("tcp_failures"),
            UnhealthyTimeouts = unhealthy.Integer("timeouts"),
            UnhealthyHttpFailures = unhealthy.Integer("http_failures"),
            UnhealthyHttpStatuses = unhealthy.Integers("http_statuses"),
        };
    }
}
