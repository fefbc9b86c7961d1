using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Vaults;
using Sightglass.Gateway.Admin.Collections;
using Sightglass.Gateway.Admin.Dispatch;
using Sightglass.Gateway.Admin.Store;

namespace Sightglass.Gateway.Admin.Schemas;

/// <summary><c>/schemas/…</c>: the fields of entities and plugin configurations, and trying an entity out without writing it.</summary>
internal sealed class SchemaEndpoints
{
    private readonly EntityStore _store;

    private SchemaEndpoints(EntityStore store) => _store = store;

    public static void Add(EndpointTable table, EntityStore store)
    {
        var endpoints = new SchemaEndpoints(store);
        table.Add("GET", "/schemas/{name}", endpoints.EntityAsync);
        table.Add("GET", "/schemas/plugins/{name}", endpoints.PluginAsync);
        table.Add("GET", "/schemas/vaults/{name}", endpoints.VaultAsync);
        table.Add("POST", "/schemas/vaults/validate", (request, _) => endpoints.ValidateAsync(request, EntityTypes.Vaults));
        table.Add("POST", "/schemas/{name}/validate", endpoints.ValidateAsync);
        table.Add("POST", "/schemas/plugins/validate", (request, _) => endpoints.ValidateAsync(request, EntityTypes.Plugins));
    }

    private Task<AdminAnswer> EntityAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        var name = request.Arguments[0];
        return Task.FromResult(EntityTypes.ByName(name) is { } type
            ? AdminAnswer.Ok(SchemaJson.Of(_store.Current.Validator.SchemaOf(type)))
            : NoEntity(name));
    }

    private Task<AdminAnswer> PluginAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        var name = request.Arguments[0];
        return Task.FromResult(_store.Current.Validator.SchemaOfPlugin(name) is { } schema
            ? AdminAnswer.Ok(SchemaJson.Of(schema))
            : AdminAnswer.Message(404, $"No plugin named '{name}'"));
    }

    private Task<AdminAnswer> VaultAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        var name = request.Arguments[0];
        return Task.FromResult(name == VaultReference.Environment
            ? AdminAnswer.Ok(SchemaJson.Of(EntityTypes.Vaults.Schema))
            : AdminAnswer.Message(404, $"No vault named '{name}'"));
    }

    private Task<AdminAnswer> ValidateAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        var name = request.Arguments[0];
        return EntityTypes.ByName(name) is { } type ? ValidateAsync(request, type) : Task.FromResult(NoEntity(name));
    }

    private async Task<AdminAnswer> ValidateAsync(AdminRequest request, EntityType type)
    {
        var set = _store.Current;
        var body = EntityBody.Read(await request.ReadContentAsync(), type, set.Validator);
        if (body.Refused is { } refused)
        {
            return refused;
        }

        return set.Check(type, body.Fields) is { } problem
            ? AdminAnswer.Refused(problem)
            : AdminAnswer.Ok(new JsonObject { ["message"] = "schema validation successful" });
    }

    private static AdminAnswer NoEntity(string name) => AdminAnswer.Message(404, $"No entity named '{name}'");
}
