using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sightglass.ControlPlane.Http;

namespace Sightglass.ControlPlane.Debugger;

/// <summary><c>/debug-sessions</c> of a control plane.</summary>
internal sealed class DebugSessionEndpoints(IDebugSessions sessions, SessionEventStream stream)
{
    public void Map(IEndpointRouteBuilder plane)
    {
        plane.MapPost("debug-sessions", CreateAsync);
        plane.MapGet("debug-sessions", ListAsync);
        plane.MapGet("debug-sessions/{id:guid}", GetAsync);
        plane.MapPatch("debug-sessions/{id:guid}", PatchAsync);
        plane.MapDelete("debug-sessions/{id:guid}", DeleteAsync);
        plane.MapPost("debug-sessions/{id:guid}/stop", StopAsync);
        plane.MapGet("debug-sessions/{id:guid}/summary", SummarizeAsync);
        plane.MapGet("debug-sessions/{id:guid}/events", WatchAsync);
    }

    private async Task CreateAsync(HttpContext context, Guid controlPlaneId)
    {
        var read = await RequestBody.ReadObjectAsync(context.Request);
        if (!read.TryGet(out var body, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        var errors = new InvalidParameters();
        var request = SessionReaders.Create(body, errors);
        if (errors.Any)
        {
            // Whoever may not do this at all is told that, and nothing else: the service says so before it looks at the fields.
            var allowed = await sessions.ListAsync(context.Principal(), controlPlaneId, new DebugSessionQuery { Size = 1 }, context.RequestAborted);
            DebugSessionValidator.Check(request, errors);
            await context.Response.WriteProblemAsync(allowed.Problem ?? errors.ToProblem()!);
            return;
        }

        var result = await sessions.CreateAsync(context.Principal(), controlPlaneId, request, context.RequestAborted);
        if (result.Value is { } created)
        {
            context.Response.Headers.Location = $"/v2/control-planes/{controlPlaneId}/debug-sessions/{created.Id}";
        }

        await context.Response.WriteAsync(result, ApiJson.Default.DebugSession, 201);
    }

    private async Task ListAsync(HttpContext context, Guid controlPlaneId)
    {
        var errors = new InvalidParameters();
        var reader = new QueryReader(context.Request.Query, errors);
        var sort = reader.Text("sort");
        if (sort is not (null or "created_at" or "created_at asc" or "created_at desc"))
        {
            reader.Add("sort", "invalid", "must be created_at, with 'desc' or 'asc' after it or nothing");
        }

        var query = new DebugSessionQuery
        {
            Size = reader.Int("page[size]", 25, 1, 100),
            After = reader.Text("page[after]"),
            Before = reader.Text("page[before]"),
            State = reader.Enum<SessionState>("filter[state][eq]"),
            NameContains = reader.Text("filter[name][contains]"),
            CreatedBy = reader.Text("filter[created_by][eq]"),
            Descending = sort is null or "created_at desc",
        };
        OneCursor(reader, query.After, query.Before);
        reader.Done();
        if (errors.ToProblem() is { } invalid)
        {
            await context.Response.WriteProblemAsync(invalid);
            return;
        }

        var result = await sessions.ListAsync(context.Principal(), controlPlaneId, query, context.RequestAborted);
        await (result.TryGet(out var page, out var problem)
            ? context.Response.WriteAsync(200, ListDocument<DebugSession>.From(page, query.Size), ApiJson.Default.ListDocumentDebugSession)
            : context.Response.WriteProblemAsync(problem));
    }

    private async Task GetAsync(HttpContext context, Guid controlPlaneId, Guid id) =>
        await context.Response.WriteAsync(await sessions.GetAsync(context.Principal(), controlPlaneId, id, context.RequestAborted), ApiJson.Default.DebugSession);

    private async Task PatchAsync(HttpContext context, Guid controlPlaneId, Guid id)
    {
        var read = await RequestBody.ReadObjectAsync(context.Request);
        if (!read.TryGet(out var body, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        var errors = new InvalidParameters();
        var request = SessionReaders.Patch(body, errors);
        await (errors.ToProblem() is { } invalid
            ? context.Response.WriteProblemAsync(invalid)
            : context.Response.WriteAsync(await sessions.PatchAsync(context.Principal(), controlPlaneId, id, request, context.RequestAborted), ApiJson.Default.DebugSession));
    }

    private async Task DeleteAsync(HttpContext context, Guid controlPlaneId, Guid id)
    {
        var errors = new InvalidParameters();
        var reader = new QueryReader(context.Request.Query, errors);
        var force = reader.Bool("force") ?? false;
        reader.Done();
        await (errors.ToProblem() is { } invalid
            ? context.Response.WriteProblemAsync(invalid)
            : context.Response.WriteNoContentAsync(await sessions.DeleteAsync(context.Principal(), controlPlaneId, id, force, context.RequestAborted)));
    }

    private async Task StopAsync(HttpContext context, Guid controlPlaneId, Guid id) =>
        await context.Response.WriteAsync(
            await sessions.StopAsync(context.Principal(), controlPlaneId, id, context.RequestAborted), ApiJson.Default.DebugSession, 202);

    private async Task SummarizeAsync(HttpContext context, Guid controlPlaneId, Guid id) =>
        await context.Response.WriteAsync(
            await sessions.SummarizeAsync(context.Principal(), controlPlaneId, id, context.RequestAborted), ApiJson.Default.SessionSummary);

    private async Task WatchAsync(HttpContext context, Guid controlPlaneId, Guid id)
    {
        var header = context.Request.Headers["Last-Event-ID"].ToString();
        var after = 0L;
        if (header.Length > 0 && !long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            await context.Response.WriteProblemAsync(Problem.Invalid(
                [new InvalidParameter("Last-Event-ID", "is_integer", "must be the id of an event of this stream") { Source = "header" }]));
            return;
        }

        var result = await sessions.WatchAsync(context.Principal(), controlPlaneId, id, after, context.RequestAborted);
        if (!result.TryGet(out var watch, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
        }
        else if (watch.Exhausted)
        {
            // Tells an EventSource to stop connecting again.
            context.Response.StatusCode = 204;
        }
        else
        {
            await stream.WriteAsync(context, watch);
        }
    }

    private static void OneCursor(QueryReader reader, string? after, string? before)
    {
        if (after is not null && before is not null)
        {
            reader.Add("page[before]", "invalid", "cannot be given together with page[after]");
        }
    }
}
