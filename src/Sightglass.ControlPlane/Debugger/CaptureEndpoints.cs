using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>
/// The logs and payloads of a session. Sessions that capture them are refused in this version, so no session has any: the lists are empty,
/// and everything else about a request for them is as it will be.
/// </summary>
internal sealed class CaptureEndpoints(IDebugSessions sessions)
{
    private const string None = "[]";

    public void Map(IEndpointRouteBuilder plane)
    {
        plane.MapGet("debug-sessions/{id:guid}/logs", ListLogsAsync);
        plane.MapGet("debug-sessions/{id:guid}/traces/{requestId}/logs", (HttpContext context, Guid controlPlaneId, Guid id, string requestId) =>
            OfTraceAsync(context, controlPlaneId, id, requestId, payloads: false));
        plane.MapGet("debug-sessions/{id:guid}/traces/{requestId}/payloads", (HttpContext context, Guid controlPlaneId, Guid id, string requestId) =>
            OfTraceAsync(context, controlPlaneId, id, requestId, payloads: true));
    }

    private enum LogLevel
    {
        Debug,
        Info,
        Notice,
        Warn,
        Error,
    }

    private async Task ListLogsAsync(HttpContext context, Guid controlPlaneId, Guid id)
    {
        var errors = new InvalidParameters();
        var reader = new QueryReader(context.Request.Query, errors);
        var size = reader.Int("page[size]", 100, 1, 1_000);
        foreach (var cursor in (string[])["page[after]", "page[before]"])
        {
            if (reader.Text(cursor) is not null)
            {
                reader.Add(cursor, "invalid", "is not a cursor of this list");
            }
        }

        reader.Enum<LogLevel>("filter[level][eq]");
        foreach (var field in (string[])["type", "source", "span_id", "request_id"])
        {
            reader.Text($"filter[{field}][eq]");
        }

        reader.Done();
        if (errors.ToProblem() is { } invalid)
        {
            await context.Response.WriteProblemAsync(invalid);
            return;
        }

        var session = await sessions.GetAsync(context.Principal(), controlPlaneId, id, context.RequestAborted);
        await (session.TryGet(out _, out var problem)
            ? WriteAsync(context, string.Create(CultureInfo.InvariantCulture, $"{{\"data\":[],\"meta\":{{\"page\":{{\"size\":{size},\"total\":0}}}}}}"))
            : context.Response.WriteProblemAsync(problem));
    }

    private async Task OfTraceAsync(HttpContext context, Guid controlPlaneId, Guid id, string requestId, bool payloads)
    {
        var principal = context.Principal();
        var trace = await sessions.GetTraceAsync(principal, controlPlaneId, id, requestId, context.RequestAborted);
        if (!trace.TryGet(out _, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
        }
        else if (payloads && !principal.Can(Permission.ManageDebugSessions, controlPlaneId))
        {
            await context.Response.WriteProblemAsync(Problem.Forbidden($"Payloads need the role {Roles.DebugSessionCreator} or {Roles.Admin} on the control plane."));
        }
        else
        {
            await WriteAsync(context, None);
        }
    }

    private static Task WriteAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }
}
