using System.Globalization;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Validation;
using static Sightglass.Configuration.Rules.SchemaFields;

namespace Sightglass.Configuration.Rules;

/// <summary>Fields and rules of services.</summary>
internal static class ServiceRules
{
    private static readonly string[] TlsFields = ["client_certificate", "tls_verify", "tls_verify_depth", "ca_certificates"];

    public static readonly EntityType Type = new()
    {
        Name = "services",
        Singular = "service",
        AdminPath = "services",
        NestedPath = "services",
        PathKey = "name",
        UniqueKeys = [new UniqueKey(["name"])],
        ForeignKeys =
        [
            new ForeignKey("client_certificate", "certificates", OnDelete.Deny),
            new ForeignKey("ca_certificates", "ca_certificates", OnDelete.Deny, Many: true),
        ],
        Prepare = ExpandUrl,
        Schema = Entity(
            [
                Text("name", "Unique name.", TextRules.Name),
                Choice("protocol", "How the gateway talks to the upstream.", "http",
                    "grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"),
                Text("host", "Host name or IP without port; may be the name of an upstream.", HostRules.Host) with { Required = true },
                Integer("port", "Upstream port.", 0, 65535, 80),
                Text("path", "Path put before the request's path.", PathRules.Path),
                Integer("retries", "Attempts after the first.", 0, 32767, 5) with { Required = false },
                Integer("connect_timeout", "Milliseconds for one connect.", 1, MaxTimeout, 60_000) with { Required = false },
                Integer("write_timeout", "Milliseconds between two successive writes.", 1, MaxTimeout, 60_000) with { Required = false },
                Integer("read_timeout", "Milliseconds between two successive reads.", 1, MaxTimeout, 60_000) with { Required = false },
                Foreign("client_certificate", "Certificate shown to the upstream.", "certificates"),
                Flag("tls_verify", "Whether the upstream's certificate is verified; null follows the gateway's setting."),
                Integer("tls_verify_depth", "Longest chain accepted.", 0, 64),
                List("ca_certificates", "Ids of the authorities trusted for this upstream.", Item(TextRules.Uuid)),
                Flag("enabled", "Whether its routes are served.", true),
            ],
            PathFitsProtocol, TlsFitsProtocol),
    };

    private static IEnumerable<(string, string)> PathFitsProtocol(JsonObject service)
    {
        if (service["path"] is not null && service.Text("protocol") is "tcp" or "tls" or "udp" or "grpc" or "grpcs")
        {
            yield return ("path", "value must be null");
            yield return (FieldPath.Entity, Conditional.Failed("protocol"));
        }
    }

    private static IEnumerable<(string, string)> TlsFitsProtocol(JsonObject service)
    {
        if (service.Text("protocol") is "https" or "tls")
        {
            yield break;
        }

        foreach (var field in TlsFields.Where(f => service[f] is not null))
        {
            yield return (field, "value must be null");
            yield return (FieldPath.Entity, Conditional.Failed("protocol"));
        }
    }

    /// <summary>The write-only <c>url</c> sets protocol, host, port and path.</summary>
    private static void ExpandUrl(WriteContext write)
    {
        if (!write.Body.Remove("url", out var node) || node is null)
        {
            return;
        }

        if (!JsonScalars.TryString(node, out var text))
        {
            write.Errors.Add(new FieldError(FieldPath.Root.Field("url"), "expected a string"));
            return;
        }

        var url = UrlText.Of(text);
        var known = url.Port switch { "80" => "http", "443" => "https", _ => "http" };
        var protocol = url.Scheme ?? known;
        write.Body["protocol"] = protocol;
        write.Body["host"] = url.Host;
        write.Body["port"] = int.TryParse(url.Port, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? JsonScalars.Integer(port)
            : url.Port is not null ? JsonValue.Create(url.Port) : JsonScalars.Integer(protocol == "https" ? 443 : 80);
        write.Body["path"] = url.Path;
    }
}
