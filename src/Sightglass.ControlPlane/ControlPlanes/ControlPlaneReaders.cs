using System.Collections.Immutable;
using System.Text.Json;
using Sightglass.ControlPlane.Http;

namespace Sightglass.ControlPlane.ControlPlanes;

/// <summary>Reads what the API is sent about control planes.</summary>
internal static class ControlPlaneReaders
{
    public static CreateControlPlane Create(JsonElement body, InvalidParameters errors)
    {
        var fields = new FieldReader(body, errors);
        var request = new CreateControlPlane
        {
            Name = fields.String("name"),
            Description = fields.String("description"),
            ClusterType = fields.String("cluster_type"),
            AuthType = fields.String("auth_type"),
            CloudGateway = fields.Bool("cloud_gateway") ?? false,
            ProxyUrls = ProxyUrls(fields, errors) ?? [],
            Labels = fields.StringMap("labels") ?? ImmutableDictionary<string, string>.Empty,
        };
        fields.Done("id", "config", "created_at", "updated_at");
        return request;
    }

    public static PatchControlPlane Patch(JsonElement body, InvalidParameters errors)
    {
        var fields = new FieldReader(body, errors);
        var request = new PatchControlPlane
        {
            Name = fields.String("name"),
            Description = fields.String("description"),
            AuthType = fields.String("auth_type"),
            ProxyUrls = ProxyUrls(fields, errors),
            Labels = fields.StringMap("labels"),
        };
        fields.Done("id", "config", "cluster_type", "cloud_gateway", "created_at", "updated_at");
        return request;
    }

    public static ControlPlaneQuery Query(QueryReader query)
    {
        var sort = (query.Text("sort") ?? "created_at").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (sort is not (["name" or "created_at" or "updated_at"] or ["name" or "created_at" or "updated_at", "asc" or "desc"]))
        {
            query.Add("sort", "invalid", "must be name, created_at or updated_at, with 'desc' or 'asc' after it or nothing");
            sort = ["created_at"];
        }

        return new ControlPlaneQuery
        {
            Number = query.Int("page[number]", 1, 1, 1_000_000),
            Size = query.Int("page[size]", 10, 1, 100),
            NameEquals = query.Text("filter[name][eq]"),
            NameNotEquals = query.Text("filter[name][neq]"),
            NameContains = query.Text("filter[name][contains]"),
            Ids = [.. query.Guids("filter[id][eq]"), .. query.Guids("filter[id][oeq]")],
            ClusterTypes =
            [
                .. Split(query.Text("filter[cluster_type][eq]")),
                .. Split(query.Text("filter[cluster_type][oeq]")),
            ],
            ClusterTypeNotEquals = query.Text("filter[cluster_type][neq]"),
            CloudGateway = query.Bool("filter[cloud_gateway]"),
            Labels = [.. Split(query.Text("labels")).Select(Label)],
            SortBy = sort[0],
            Descending = sort is [_, "desc"],
        };
    }

    private static string[] Split(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static KeyValuePair<string, string?> Label(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? new(text[..colon], text[(colon + 1)..]) : new(text, null);

    private static ImmutableArray<ProxyUrl>? ProxyUrls(FieldReader fields, InvalidParameters errors) =>
        fields.Objects("proxy_urls")?.Select(item =>
        {
            var host = item.String("host");
            var port = item.Int("port");
            var protocol = item.String("protocol");
            item.Done();
            if (port is null && !errors.Mentions(item.At("port")))
            {
                errors.Required(item.At("port"));
            }

            return new ProxyUrl(host ?? "", port ?? 1, protocol ?? "");
        }).ToImmutableArray();
}
