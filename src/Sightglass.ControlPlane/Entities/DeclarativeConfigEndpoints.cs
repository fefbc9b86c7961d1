using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Validation;
using Sightglass.ControlPlane.Audit;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;

namespace Sightglass.ControlPlane.Entities;

/// <summary>
/// <c>/declarative-config</c>: a control plane's whole configuration at once, as the terminal applies and exports it. It holds secrets, so
/// reading it needs the right to change it.
/// </summary>
internal sealed class DeclarativeConfigEndpoints(CoreEntityService entities, ConfigurationService configuration, EntityValidator validator, AuditLog audit)
{
    private const int MaxBytes = 16 << 20;

    public void Map(IEndpointRouteBuilder plane)
    {
        plane.MapGet("declarative-config", ReadAsync);
        plane.MapPut("declarative-config", ReplaceAsync);
    }

    private async Task ReadAsync(HttpContext context, Guid controlPlaneId)
    {
        var opened = await entities.OpenAsync(context.Principal(), Permission.ManageControlPlane, controlPlaneId, context.RequestAborted);
        await (opened.TryGet(out var set, out var problem) ? WriteAsync(context, 200, set.ToDeclarative()) : context.Response.WriteProblemAsync(problem));
    }

    private async Task ReplaceAsync(HttpContext context, Guid controlPlaneId)
    {
        var principal = context.Principal();
        var opened = await entities.OpenAsync(principal, Permission.ManageControlPlane, controlPlaneId, context.RequestAborted);
        if (!opened.TryGet(out _, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        var (text, unreadable) = await TextAsync(context.Request);
        if (unreadable is not null)
        {
            await context.Response.WriteProblemAsync(unreadable);
            return;
        }

        var loaded = DeclarativeConfiguration.Load(text!, validator, new LoadOptions { MaxLength = MaxBytes });
        if (!loaded.Succeeded)
        {
            await WriteAsync(context, loaded.Error.Http, Refused(loaded));
            return;
        }

        await configuration.ChangeAsync(controlPlaneId, _ => new EntityOutcome { Set = loaded.Entities }, context.RequestAborted);
        await audit.AccessAsync(principal, "configuration.replace", controlPlaneId, controlPlaneId.ToString(), context.RequestAborted);
        await WriteAsync(context, 200, new JsonObject { ["expected_hash"] = loaded.Entities.Hash });
    }

    private static JsonObject Refused(LoadResult loaded)
    {
        var body = loaded.ErrorBody(flatten: false);
        body["errors"] = new JsonArray([.. loaded.Errors.Select(e => (JsonNode)new JsonObject { ["path"] = e.Path, ["message"] = e.Message, ["line"] = e.Line })]);
        return body;
    }

    private static async Task<(string? Text, Problem? Problem)> TextAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType() && request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() is not ("application/yaml" or "text/yaml"))
        {
            return (null, new Problem { Status = 415, Title = "Unsupported Media Type", Detail = "Send the configuration as application/json or application/yaml." });
        }

        if (await BoundedReader.ReadAsync(request.Body, MaxBytes, request.HttpContext.RequestAborted) is not { } bytes)
        {
            return (null, new Problem { Status = 413, Title = "Content Too Large", Detail = $"The configuration may have at most {MaxBytes} bytes." });
        }

        return (Encoding.UTF8.GetString(bytes.Span), null);
    }

    private static Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(body.ToJsonString(JsonSerializerOptions.Default), context.RequestAborted);
    }
}
