using System.Text.Json.Nodes;
using Sightglass.Configuration.Rules;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Vaults;

namespace Sightglass.Configuration.Entities;

/// <summary>Typed records of services, routes, plugins and certificates.</summary>
internal static class EntityRecords
{
    // What a field that was cleared with null means.
    private const int DefaultTimeout = 60_000;

    public static ServiceConfig Service(Entity entity)
    {
        var fields = new FieldReader(entity.Fields);
        return new ServiceConfig
        {
            Id = entity.Id,
            Name = fields.TextOrNull("name"),
            Protocol = fields.Text("protocol"),
            Host = HostRules.Unbracketed(fields.Text("host")),
            Port = fields.Integer("port"),
            Path = fields.TextOrNull("path"),
            Retries = fields.IntegerOrNull("retries") ?? 5,
            ConnectTimeout = fields.IntegerOrNull("connect_timeout") ?? DefaultTimeout,
            WriteTimeout = fields.IntegerOrNull("write_timeout") ?? DefaultTimeout,
            ReadTimeout = fields.IntegerOrNull("read_timeout") ?? DefaultTimeout,
            ClientCertificate = fields.Reference("client_certificate"),
            TlsVerify = fields.FlagOrNull("tls_verify"),
            TlsVerifyDepth = fields.IntegerOrNull("tls_verify_depth"),
            CaCertificates = [.. fields.Texts("ca_certificates").Select(Guid.Parse)],
            Enabled = fields.Flag("enabled"),
            Tags = fields.Tags,
            CreatedAt = fields.LongOrNull("created_at"),
            UpdatedAt = fields.LongOrNull("updated_at"),
        };
    }

    public static RouteConfig Route(Entity entity)
    {
        var fields = new FieldReader(entity.Fields);
        return new RouteConfig
        {
            Id = entity.Id,
            Name = fields.TextOrNull("name"),
            Service = fields.Reference("service"),
            Protocols = fields.Texts("protocols"),
            Methods = fields.Texts("methods"),
            Hosts = fields.Texts("hosts"),
            Paths = fields.Texts("paths"),
            Headers = fields.Headers("headers"),
            Snis = fields.Texts("snis"),
            Sources = fields.Records("sources", Range),
            Destinations = fields.Records("destinations", Range),
            HttpsRedirectStatusCode = fields.Integer("https_redirect_status_code"),
            RegexPriority = fields.IntegerOrNull("regex_priority") ?? 0,
            StripPath = fields.Flag("strip_path"),
            PathHandling = fields.TextOrNull("path_handling") ?? "v0",
            PreserveHost = fields.Flag("preserve_host"),
            RequestBuffering = fields.Flag("request_buffering"),
            ResponseBuffering = fields.Flag("response_buffering"),
            Expression = fields.TextOrNull("expression"),
            Priority = fields.Long("priority"),
            Tags = fields.Tags,
            CreatedAt = fields.LongOrNull("created_at"),
            UpdatedAt = fields.LongOrNull("updated_at"),
        };
    }

    public static PluginConfig Plugin(Entity entity)
    {
        var fields = new FieldReader(entity.Fields);
        return new PluginConfig
        {
            Id = entity.Id,
            Name = fields.Text("name"),
            InstanceName = fields.TextOrNull("instance_name"),
            Service = fields.Reference("service"),
            Route = fields.Reference("route"),
            Consumer = fields.Reference("consumer"),
            Config = (JsonObject)entity.Fields["config"]!,
            Protocols = fields.Texts("protocols"),
            Enabled = fields.Flag("enabled"),
            Tags = fields.Tags,
        };
    }

    public static CertificateConfig Certificate(EntitySet entities, Entity entity, SecretResolver secrets)
    {
        var fields = new FieldReader(entity.Fields);
        return new CertificateConfig
        {
            Id = entity.Id,
            Cert = secrets.Resolve(fields.Text("cert"))!,
            Key = secrets.Resolve(fields.Text("key"))!,
            CertAlt = secrets.Resolve(fields.TextOrNull("cert_alt")),
            KeyAlt = secrets.Resolve(fields.TextOrNull("key_alt")),
            Snis = [.. entities.SniNames(entity.Id)],
            Tags = fields.Tags,
        };
    }

    public static CaCertificateConfig CaCertificate(Entity entity)
    {
        var fields = new FieldReader(entity.Fields);
        return new CaCertificateConfig
        {
            Id = entity.Id,
            Cert = fields.Text("cert"),
            CertDigest = fields.Text("cert_digest"),
            Tags = fields.Tags,
        };
    }

    private static CidrPort Range(FieldReader fields) => new(fields.TextOrNull("ip"), fields.IntegerOrNull("port"));
}
