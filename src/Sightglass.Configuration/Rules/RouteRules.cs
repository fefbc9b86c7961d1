using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Routing;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Validation;
using static Sightglass.Configuration.Rules.SchemaFields;

namespace Sightglass.Configuration.Rules;

/// <summary>Fields and rules of routes.</summary>
internal static class RouteRules
{
    private const string RegexValue = "~*";
    private const long MaxPriority = (1L << 46) - 1;

    private static readonly RecordSchema CidrPort = new()
    {
        Fields =
        [
            Text("ip", "Address or CIDR range.", ip => IpText.IsAddressOrRange(ip) ? null : $"invalid ip or cidr range: '{ip}'"),
            Integer("port", "Port.", 0, 65535),
        ],
        EntityChecks = [entry => Conditional.AtLeastOneOf(entry, "ip", "port")],
    };

    private static readonly FieldSchema CidrPortItem = new() { Name = "", Type = FieldType.Record, Fields = CidrPort };

    private static readonly FieldSchema HeaderValues =
        List("", "", Item(HeaderValue)) with { Length = (1, int.MaxValue) };

    public static readonly EntityType Type = new()
    {
        Name = "routes",
        Singular = "route",
        AdminPath = "routes",
        NestedPath = "routes",
        PathKey = "name",
        UniqueKeys = [new UniqueKey(["name"])],
        ForeignKeys = [new ForeignKey("service", "services", OnDelete.Deny)],
        Prepare = DefaultStripPath,
        Kind = (_, route) => RouteProtocols.Unknown(route),
        Schema = Schema(RouterFlavor.TraditionalCompatible),
    };

    /// <summary>The schema under a router flavor: expressions are known only where they are matched.</summary>
    public static RecordSchema Schema(RouterFlavor flavor)
    {
        FieldSchema[] expression = flavor != RouterFlavor.Expressions ? [] :
        [
            Text("expression", "Matching expression, instead of the classic fields."),
            Integer("priority", "Priority of an expression route, higher first.", 0, MaxPriority, 0),
        ];
        return Entity(
            [
                Text("name", "Unique name.", TextRules.Name),
                Set("protocols", "Protocols served, of one family.", Item(null, RouteProtocols.All)) with
                {
                    Default = new JsonArray("http", "https"), Required = true, Length = (1, RouteProtocols.All.Length),
                },
                Set("methods", "HTTP methods, upper case.", Item(TextRules.Method)),
                List("hosts", "Host names, optional port, one wildcard label at either end.", Item(HostRules.RouteHost)),
                List("paths", "Prefixes starting with / or regular expressions starting with ~/.", Item(PathRules.RoutePath)),
                Headers("headers", "Values asked for by header name; a value starting with ~* is a regular expression.") with
                {
                    Keys = Item(HeaderName), Elements = HeaderValues,
                },
                Set("snis", "Server names, a wildcard at either end.", Item(HostRules.Sni)),
                Set("sources", "Client addresses and ports.", CidrPortItem),
                Set("destinations", "Listener addresses and ports.", CidrPortItem),
                Integer("https_redirect_status_code", "Status when only https would match: 426, 301, 302, 307 or 308.", 300, 499, 426)
                    with { Between = null, Check = RedirectStatus },
                Integer("regex_priority", "Orders regular expression paths, higher first.", int.MinValue, int.MaxValue, 0) with { Required = false },
                Flag("strip_path", "Whether the matched prefix is removed for the upstream.", true),
                Choice("path_handling", "How service path and request path are joined; v1 only under the traditional flavor.", "v0", "v0", "v1") with { Required = false },
                Flag("preserve_host", "Whether the client's Host header goes to the upstream.", false),
                Flag("request_buffering", "Whether request bodies are buffered.", true),
                Flag("response_buffering", "Whether response bodies are buffered.", true),
                Foreign("service", "Service that answers; a route without one needs a plugin that does.", "services"),
                .. expression,
            ],
            RouteProtocols.OneFamily,
            route => RouteMatching.Check(route, flavor));
    }

    private static string? HeaderName(string name) =>
        name.Equals("host", StringComparison.OrdinalIgnoreCase)
            ? "cannot contain 'host' header, which must be specified in the 'hosts' attribute"
            : TextRules.HeaderName(name);

    private static string? HeaderValue(string value) =>
        value.StartsWith(RegexValue, StringComparison.Ordinal) ? PathRules.Regex(value[RegexValue.Length..]) : null;

    private static string? RedirectStatus(JsonNode status) =>
        status.GetValue<int>() is 426 or 301 or 302 or 307 or 308 ? null : "expected one of: 426, 301, 302, 307, 308";

    private static void DefaultStripPath(WriteContext write)
    {
        if (write.Replaces && write.Body["strip_path"] is null
            && write.Body["protocols"] is JsonArray { Count: > 0 } protocols
            && protocols.All(p => p is not null && JsonScalars.TryString(p, out var text) && RouteProtocols.IsGrpc(text)))
        {
            write.Body["strip_path"] = false;
        }
    }
}
