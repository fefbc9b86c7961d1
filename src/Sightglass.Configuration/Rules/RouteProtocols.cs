using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;

namespace Sightglass.Configuration.Rules;

/// <summary>The protocol families of routes: a route serves protocols of exactly one.</summary>
internal static class RouteProtocols
{
    public static readonly ImmutableArray<string> All = ["grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"];

    private static readonly ImmutableArray<string>[] Families =
        [["http", "https"], ["tcp", "tls", "udp"], ["tls_passthrough"], ["grpc", "grpcs"]];

    public static bool IsGrpc(string protocol) => protocol is "grpc" or "grpcs";

    public static bool IsStream(string protocol) => protocol is "tcp" or "tls" or "udp" or "tls_passthrough";

    /// <summary>Whether the client's server name is known under the protocol.</summary>
    public static bool HasSni(string protocol) => protocol is "https" or "grpcs" or "tls" or "tls_passthrough";

    /// <summary>Whether all protocols are of one family.</summary>
    public static bool AreOneFamily(IReadOnlyCollection<string> protocols) =>
        Families.Count(f => protocols.Any(p => f.Contains(p))) <= 1;

    /// <summary>What is wrong when no family can be told: the protocols are missing, or the gateway knows none of them.</summary>
    public static (string Field, string Message)? Unknown(JsonObject route)
    {
        const string field = "protocols";
        return !route.TryGetPropertyValue(field, out var given) ? null
            : given is JsonArray list
                ? list.Count == 0 || list.OfType<JsonNode>().Any(p => IsKnown(p) is not false) ? null : (field, $"unknown type: {list[0]}")
                : Conditional.Kind(route, field, protocol => All.Contains(protocol) ? null : $"unknown type: {protocol}");
    }

    /// <summary>Null for what is no text.</summary>
    private static bool? IsKnown(JsonNode protocol) => JsonScalars.TryString(protocol, out var text) ? All.Contains(text) : null;

    public static IEnumerable<(string, string)> OneFamily(JsonObject route)
    {
        if (!AreOneFamily(route.Texts("protocols").ToArray()))
        {
            var families = route.Texts("protocols").Select(p => Families.FirstOrDefault(f => f.Contains(p), [])).Where(f => !f.IsEmpty).Distinct()
                .Select(f => $"({Conditional.Quoted(f)})");
            yield return ("protocols", $"these sets are mutually exclusive: {string.Join(", ", families)}");
        }
    }
}
