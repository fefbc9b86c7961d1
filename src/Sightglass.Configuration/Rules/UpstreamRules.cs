using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Validation;
using static Sightglass.Configuration.Rules.SchemaFields;

namespace Sightglass.Configuration.Rules;

/// <summary>Fields and rules of upstreams.</summary>
internal static class UpstreamRules
{
    private static readonly string[] HashInputs =
        ["none", "consumer", "ip", "header", "cookie", "path", "query_arg", "uri_capture"];

    public static readonly EntityType Type = new()
    {
        Name = "upstreams",
        Singular = "upstream",
        AdminPath = "upstreams",
        NestedPath = "upstreams",
        PathKey = "name",
        UniqueKeys = [new UniqueKey(["name"])],
        ForeignKeys = [new ForeignKey("client_certificate", "certificates", OnDelete.Deny)],
        Prepare = SwitchAlgorithm,
        Schema = Entity(
            [
                Text("name", "Virtual host name that services use as their host.", HostRules.UpstreamName) with { Required = true },
                Choice("algorithm", "Balancing algorithm.", "round-robin",
                    "consistent-hashing", "least-connections", "round-robin", "latency") with { Required = false },
                Choice("hash_on", "What is hashed.", "none", [.. HashInputs]) with { Required = false },
                Choice("hash_fallback", "What is hashed when the first yields nothing.", "none", [.. HashInputs]) with { Required = false },
                Text("hash_on_header", "Header to hash.", TextRules.HeaderName),
                Text("hash_fallback_header", "Header to hash as the fallback.", TextRules.HeaderName),
                Text("hash_on_cookie", "Cookie to hash.", TextRules.CookieName),
                Text("hash_on_cookie_path", "Path of the cookie when the gateway sets it.", PathRules.Path) with
                {
                    Default = "/",
                },
                Text("hash_on_query_arg", "Query argument to hash."),
                Text("hash_fallback_query_arg", "Query argument to hash as the fallback."),
                Text("hash_on_uri_capture", "Capture of the route's path to hash, by name or number."),
                Text("hash_fallback_uri_capture", "Capture to hash as the fallback."),
                Integer("slots", "Size of the consistent-hashing ring.", 10, 65536, 10_000) with { Required = false },
                Text("host_header", "Host header sent to targets, unless the route preserves the client's.", HostRules.HostWithPort),
                Foreign("client_certificate", "Certificate shown to targets.", "certificates"),
                Flag("use_srv_name", "Whether the name of the SRV record becomes the Host header.", false) with { Required = false },
                HealthcheckRules.Field,
            ],
            HashNeedsItsField, FallbackFits, FallbackDiffers),
    };

    /// <summary>What is hashed and how is balanced go together, whichever of the two was written.</summary>
    private static void SwitchAlgorithm(WriteContext write)
    {
        var body = write.Body;
        var asked = body["algorithm"] is { } given && JsonScalars.TryString(given, out var text) ? text : null;
        if (asked is "least-connections" or "latency")
        {
            body["hash_on"] = "none";
            return;
        }

        if (!body.TryGetPropertyValue("hash_on", out var node))
        {
            return;
        }

        if (node is null)
        {
            body["hash_on"] = "none";
        }
        else if (JsonScalars.TryString(node, out var hashOn))
        {
            body["algorithm"] = hashOn == "none" ? "round-robin" : "consistent-hashing";
        }
    }

    private static IEnumerable<(string, string)> HashNeedsItsField(JsonObject upstream)
    {
        foreach (var mode in (string[])["hash_on", "hash_fallback"])
        {
            var needed = upstream.Text(mode) switch
            {
                "header" => $"{mode}_header",
                "query_arg" => $"{mode}_query_arg",
                "uri_capture" => $"{mode}_uri_capture",
                // One cookie serves both: when it is missing the gateway sets it, so there is nothing to fall back to.
                "cookie" => "hash_on_cookie",
                _ => null,
            };
            if (needed is not null && upstream[needed] is null)
            {
                yield return (needed, "required field missing");
                yield return (FieldPath.Entity, Conditional.Failed(mode));
            }
        }
    }

    private static IEnumerable<(string, string)> FallbackFits(JsonObject upstream)
    {
        var fallback = upstream.Text("hash_fallback");
        string[] allowed = upstream.Text("hash_on") switch
        {
            "none" or "cookie" => ["none"],
            "consumer" => ["none", "ip", "header", "cookie", "path", "query_arg", "uri_capture"],
            "ip" => ["none", "consumer", "header", "cookie", "path", "query_arg", "uri_capture"],
            "path" => ["none", "consumer", "header", "cookie", "query_arg", "ip", "uri_capture"],
            _ => HashInputs,
        };
        if (fallback is null)
        {
            yield break;
        }

        if (!allowed.Contains(fallback))
        {
            yield return ("hash_fallback", $"expected one of: {string.Join(", ", allowed)}");
            yield return (FieldPath.Entity, Conditional.Failed("hash_on"));
        }
    }

    private static IEnumerable<(string, string)> FallbackDiffers(JsonObject upstream)
    {
        foreach (var input in (string[])["header", "query_arg", "uri_capture"])
        {
            var (first, second) = ($"hash_on_{input}", $"hash_fallback_{input}");
            if (upstream.Text(first) is { } value && value == upstream.Text(second))
            {
                yield return (FieldPath.Entity, $"values of these fields must be distinct: {Conditional.Quoted([first, second])}");
            }
        }
    }
}
