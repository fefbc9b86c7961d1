using System.Text.Json.Nodes;
using Sightglass.Configuration.Routing;
using Sightglass.Configuration.Validation;
using Sightglass.Expressions;

namespace Sightglass.Configuration.Rules;

/// <summary>Which matching fields a route needs and may have, by its protocols.</summary>
internal static class RouteMatching
{
    private static readonly string[] HttpFields = ["methods", "hosts", "headers", "paths"];
    private static readonly string[] StreamFields = ["sources", "destinations"];

    public static IEnumerable<(string, string)> Check(JsonObject route, RouterFlavor flavor)
    {
        var protocols = route.Texts("protocols").ToArray();
        if (!protocols.Any(protocol => RouteProtocols.All.Contains(protocol)) || !RouteProtocols.AreOneFamily(protocols))
        {
            // What a route needs depends on its family.
            return [];
        }

        if (flavor == RouterFlavor.Expressions && route["expression"] is not null)
        {
            return [.. WithExpression(route, protocols), .. Grpc(route, protocols)];
        }

        return [.. Needed(route, protocols, flavor), .. Refused(route, protocols, flavor), .. Grpc(route, protocols), .. WithoutExpression(route)];
    }

    private static IEnumerable<(string, string)> WithExpression(JsonObject route, string[] protocols)
    {
        if (HttpFields.Concat(["snis"]).Concat(StreamFields).Any(route.Has))
        {
            yield return Failed("cannot set 'expression' with 'methods', 'hosts', 'paths', 'headers', 'snis', 'sources' or 'destinations' simultaneously");
        }
        else if (route["regex_priority"]?.GetValue<long>() is not (null or 0))
        {
            yield return Failed("cannot set 'regex_priority' with 'expression' simultaneously");
        }
        else if (!Expression.TryParse(
            route.Text("expression")!,
            // A stream route's expression is read with the fields there are without HTTP.
            protocols.Any(RouteProtocols.IsStream) ? RouterFields.StreamCatalogue : RouterFields.Catalogue,
            Dialect.Route, out _, out var error))
        {
            yield return Failed(error.Describe());
        }
    }

    private static IEnumerable<(string, string)> WithoutExpression(JsonObject route)
    {
        if (HttpFields.Concat(["snis"]).Concat(StreamFields).Any(route.Has) && route["priority"]?.GetValue<long>() is not (null or 0))
        {
            yield return Failed("cannot set 'priority' with 'methods', 'hosts', 'paths', 'headers', 'snis', 'sources' or 'destinations' simultaneously");
        }
    }

    private static (string, string) Failed(string problem) => (FieldPath.Entity, $"Router Expression failed validation: {problem}");

    private static IEnumerable<(string, string)> Needed(JsonObject route, string[] protocols, RouterFlavor flavor)
    {
        var (fields, when) = protocols switch
        {
            _ when protocols.Contains("tls_passthrough") => ((string[])["snis"], "'tls_passthrough'"),
            _ when protocols.Any(RouteProtocols.IsStream) => ([.. StreamFields, "snis"], "'tcp', 'tls' or 'udp'"),
            _ when protocols.Contains("grpcs") => (["hosts", "headers", "paths", "snis"], "'grpcs'"),
            _ when protocols.Contains("grpc") => (["hosts", "headers", "paths"], "'grpc'"),
            _ when protocols.Contains("https") => ([.. HttpFields, "snis"], "'https'"),
            _ => (HttpFields, "'http'"),
        };
        if (!fields.Any(route.Has))
        {
            fields = flavor == RouterFlavor.Expressions ? [.. fields, "expression"] : fields;
            var which = fields.Length == 1 ? fields[0] : $"one of {Conditional.Quoted(fields)}";
            yield return (FieldPath.Entity, $"must set {which} when 'protocols' is {when}");
        }
    }

    private static IEnumerable<(string, string)> Refused(JsonObject route, string[] protocols, RouterFlavor flavor)
    {
        if (protocols.Any(RouteProtocols.IsStream))
        {
            foreach (var field in HttpFields.Where(route.Has))
            {
                yield return (field, $"cannot set '{field}' when 'protocols' is 'tcp', 'tls', 'tls_passthrough' or 'udp'");
            }
        }
        else if (flavor != RouterFlavor.Expressions)
        {
            var when = protocols.Any(RouteProtocols.IsGrpc) ? "'grpc' or 'grpcs'" : "'http' or 'https'";
            foreach (var field in StreamFields.Where(route.Has))
            {
                yield return (field, $"cannot set '{field}' when 'protocols' is {when}");
            }
        }

        if (protocols.Contains("tls_passthrough"))
        {
            foreach (var field in StreamFields.Where(route.Has))
            {
                yield return (field, $"cannot set '{field}' when 'protocols' is 'tls_passthrough'");
            }
        }

        if (route.Has("snis") && !protocols.Any(RouteProtocols.HasSni))
        {
            yield return ("snis", "length must be 0");
            yield return (FieldPath.Entity, "'snis' can only be set when 'protocols' is 'grpcs', 'https', 'tls' or 'tls_passthrough'");
        }
    }

    private static IEnumerable<(string, string)> Grpc(JsonObject route, string[] protocols)
    {
        if (!protocols.Any(RouteProtocols.IsGrpc))
        {
            yield break;
        }

        if (route.Has("methods"))
        {
            yield return ("methods", "cannot set 'methods' when 'protocols' is 'grpc' or 'grpcs'");
        }

        if (route["strip_path"]?.GetValue<bool>() == true)
        {
            yield return ("strip_path", "cannot set 'strip_path' when 'protocols' is 'grpc' or 'grpcs'");
        }
    }
}
