using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Store;
using Sightglass.ControlPlane.Audit;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;

namespace Sightglass.ControlPlane.Entities;

/// <summary><c>/core-entities</c>: list, read, create, put and delete of every collection, in the field's own error shape.</summary>
internal sealed class CoreEntityEndpoints(CoreEntityService entities, ConfigurationService configuration, AuditLog audit)
{
    private static readonly string[] ListParameters = ["size", "offset", "tags"];

    public void Map(IEndpointRouteBuilder plane)
    {
        plane.MapGet("core-entities/{**path}", ReadAsync);
        plane.MapPost("core-entities/{**path}", (HttpContext context, Guid controlPlaneId, string path) => WriteAsync(context, controlPlaneId, path, Insert));
        plane.MapPut("core-entities/{**path}", (HttpContext context, Guid controlPlaneId, string path) => WriteAsync(context, controlPlaneId, path, Upsert));
        plane.MapDelete("core-entities/{**path}", DeleteAsync);
    }

    private static EntityOutcome? Insert(EntitySet set, EntityPath path, JsonObject body, ParentScope? scope) =>
        path.IdOrKey is null ? set.Insert(path.Type, body, scope) : null;

    private static EntityOutcome? Upsert(EntitySet set, EntityPath path, JsonObject body, ParentScope? scope) =>
        path.IdOrKey is { } id ? set.Upsert(path.Type, id, body, scope) : null;

    private async Task ReadAsync(HttpContext context, Guid controlPlaneId, string path)
    {
        var opened = await entities.OpenAsync(context.Principal(), Permission.ReadControlPlane, controlPlaneId, context.RequestAborted);
        if (!opened.TryGet(out var set, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
        }
        else if (path.Split('/') is ["schemas", ..] schema)
        {
            await CoreEntitySchemas.ReadAsync(context, set.Validator, schema[1..]);
        }
        else if (EntityPath.Parse(path) is not { } parsed || parsed.Parent is not null && parsed.Scope(set) is null)
        {
            await NotFoundAsync(context);
        }
        else if (parsed.IdOrKey is { } id)
        {
            await (set.Find(parsed.Type, id, parsed.Scope(set)) is { } entity ? WriteAsync(context, 200, set.Present(entity)) : NotFoundAsync(context));
        }
        else
        {
            await ListAsync(context, set, parsed);
        }
    }

    private static Task ListAsync(HttpContext context, EntitySet set, EntityPath path)
    {
        var query = context.Request.Query;
        var names = path.Type.Schema.Fields.Where(field => field is { Type: FieldType.String, Secret: false }).Select(field => field.Name).ToArray();
        string[] filters = [.. names.SelectMany(name => (string[])[$"filter[{name}][eq]", $"filter[{name}][contains]"])];
        if (query.Keys.FirstOrDefault(key => !ListParameters.Contains(key) && !filters.Contains(key)) is { } unknown)
        {
            return context.Response.WriteProblemAsync(Problem.Invalid(
                [new InvalidParameter(unknown, "unknown_property", $"is not known here; known are {string.Join(", ", ListParameters)}") { Source = "query" }]));
        }

        var asked = new ListQuery
        {
            Size = query["size"],
            Offset = query["offset"],
            Tags = query["tags"],
            Parent = path.Scope(set),
            Where = Given("eq"),
            Containing = Given("contains"),
        };
        var page = set.List(path.Type, asked);
        if (!page.Succeeded)
        {
            return WriteAsync(context, page.Error.Http, page.Error.ToJson());
        }

        var data = new JsonArray([.. page.Items.Select(entity => (JsonNode)set.Present(entity))]);
        var kept = string.Concat(query.Keys.Where(filters.Contains).Select(key => $"&{Uri.EscapeDataString(key)}={Uri.EscapeDataString(query[key].ToString())}"));
        var next = page.Next(context.Request.Path, asked) is { } following ? following + kept : null;
        return WriteAsync(context, 200, new JsonObject { ["data"] = data, ["next"] = next, ["offset"] = page.Offset });

        Dictionary<string, string> Given(string comparison) => names.Where(name => query.ContainsKey($"filter[{name}][{comparison}]"))
            .ToDictionary(name => name, name => query[$"filter[{name}][{comparison}]"].ToString());
    }

    private async Task WriteAsync(
        HttpContext context, Guid controlPlaneId, string path, Func<EntitySet, EntityPath, JsonObject, ParentScope?, EntityOutcome?> write)
    {
        var principal = context.Principal();
        var opened = await entities.OpenAsync(principal, Permission.ManageControlPlane, controlPlaneId, context.RequestAborted);
        if (!opened.TryGet(out var set, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        var read = await RequestBody.ReadObjectAsync(context.Request);
        if (!read.TryGet(out var body, out problem))
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        if (path.Split('/') is ["schemas", var entity, "validate"] && HttpMethods.IsPost(context.Request.Method))
        {
            await CoreEntitySchemas.ValidateAsync(context, set!.Validator, entity, JsonObject.Create(body)!);
            return;
        }

        if (EntityPath.Parse(path) is not { } parsed)
        {
            await NotFoundAsync(context);
            return;
        }

        if (parsed.IsReadOnly)
        {
            await ReadOnlyAsync(context, parsed);
            return;
        }

        EntityOutcome? outcome = null;
        await configuration.ChangeAsync(
            controlPlaneId,
            current =>
            {
                var scope = parsed.Scope(current);
                outcome = parsed.Parent is not null && scope is null ? null : write(current, parsed, JsonObject.Create(body)!, scope);
                return outcome ?? new EntityOutcome { Set = current };
            },
            context.RequestAborted);
        if (outcome is null)
        {
            await NotFoundAsync(context);
        }
        else if (!outcome.Succeeded)
        {
            await WriteAsync(context, outcome.Error.Http, outcome.Error.ToJson());
        }
        else
        {
            var written = outcome.Entity!;
            await audit.AccessAsync(principal, $"{parsed.Type.Singular}.{(outcome.Created ? "create" : "update")}", controlPlaneId, written.Id.ToString(), context.RequestAborted);
            await WriteAsync(context, HttpMethods.IsPost(context.Request.Method) ? 201 : 200, outcome.Set.Present(written));
        }
    }

    private async Task DeleteAsync(HttpContext context, Guid controlPlaneId, string path)
    {
        var principal = context.Principal();
        var opened = await entities.OpenAsync(principal, Permission.ManageControlPlane, controlPlaneId, context.RequestAborted);
        if (!opened.TryGet(out _, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        if (EntityPath.Parse(path) is not { IdOrKey: { } id } parsed)
        {
            await NotFoundAsync(context);
            return;
        }

        if (parsed.IsReadOnly)
        {
            await ReadOnlyAsync(context, parsed);
            return;
        }

        var outcome = await configuration.ChangeAsync(
            controlPlaneId,
            set => parsed.Parent is not null && parsed.Scope(set) is null ? new EntityOutcome { Set = set } : set.Delete(parsed.Type, id, parsed.Scope(set)),
            context.RequestAborted);
        if (!outcome.Succeeded)
        {
            await WriteAsync(context, outcome.Error.Http, outcome.Error.ToJson());
            return;
        }

        if (outcome.Entity is { } deleted)
        {
            await audit.AccessAsync(principal, $"{parsed.Type.Singular}.delete", controlPlaneId, deleted.Id.ToString(), context.RequestAborted);
        }

        context.Response.StatusCode = 204;
    }

    private static Task NotFoundAsync(HttpContext context) => WriteAsync(context, 404, new JsonObject { ["message"] = "Not found" });

    private static Task ReadOnlyAsync(HttpContext context, EntityPath path) =>
        WriteAsync(context, 405, new JsonObject { ["message"] = $"{path.Type.AdminPath} are written below their consumer: consumers/{{id}}/{path.Type.NestedPath}" });

    internal static Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(body.ToJsonString(JsonSerializerOptions.Default), context.RequestAborted);
    }
}
