using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Validation;

namespace Sightglass.ControlPlane.Entities;

/// <summary><c>core-entities/schemas/…</c>: the fields of entities and plugin configurations, and trying an entity out without writing it.</summary>
internal static class CoreEntitySchemas
{
    /// <summary><c>GET schemas/{entity}</c> and <c>GET schemas/plugins/{name}</c>.</summary>
    public static Task ReadAsync(HttpContext context, EntityValidator validator, string[] path) => path switch
    {
        ["plugins", var name] => validator.SchemaOfPlugin(name) is { } schema ? Answer(context, schema) : Missing(context, $"No plugin named '{name}'"),
        [var name] => EntityTypes.ByName(name) is { } type ? Answer(context, validator.SchemaOf(type)) : Missing(context, $"No entity named '{name}'"),
        _ => Missing(context, "Not found"),
    };

    /// <summary><c>POST schemas/{entity}/validate</c>.</summary>
    public static Task ValidateAsync(HttpContext context, EntityValidator validator, string name, JsonObject body)
    {
        if (EntityTypes.ByName(name) is not { } type)
        {
            return Missing(context, $"No entity named '{name}'");
        }

        var result = validator.Validate(type, body);
        if (result.IsValid)
        {
            return CoreEntityEndpoints.WriteAsync(context, 200, new JsonObject { ["message"] = "schema validation successful" });
        }

        var error = EntityErrors.SchemaViolation(result.Errors);
        return CoreEntityEndpoints.WriteAsync(context, error.Http, error.ToJson());
    }

    private static Task Answer(HttpContext context, RecordSchema schema) => CoreEntityEndpoints.WriteAsync(context, 200, SchemaJson.Of(schema));

    private static Task Missing(HttpContext context, string message) => CoreEntityEndpoints.WriteAsync(context, 404, new JsonObject { ["message"] = message });
}
