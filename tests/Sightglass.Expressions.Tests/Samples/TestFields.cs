using Sightglass.Expressions.Fields;

namespace Sightglass.Expressions.Tests.Samples;

/// <summary>Catalogues to test the language with: that of routes, and one with later stages and bracketed fields.</summary>
internal static class TestFields
{
    public const int Status = 100;
    public const int RouteId = 101;

    public static FieldCatalogue Route { get; } = new(RequestFields.Http, ["routing"]);

    public static FieldCatalogue Stream { get; } = new(RequestFields.Stream, ["routing"]);

    public static FieldCatalogue Sampling { get; } = new(
        [
            .. RequestFields.Http,
            new FieldDefinition(RouteId, "proxy.kong.route_id", FieldType.String) { Stage = 1, Aliases = ["proxy.kong.route.id"] },
            new FieldDefinition(Status, "http.response.status_code", FieldType.Int) { Stage = 2 },
            new FieldDefinition(102, "latency_ms", FieldType.Int) { Stage = 3 },
            new FieldDefinition(103, "span[\"*\"].duration_ms", FieldType.Int) { Stage = 3 },
            new FieldDefinition(104, "span[\"*\"].status", FieldType.String) { Stage = 3 },
        ],
        ["request", "route", "response", "end"]);
}
