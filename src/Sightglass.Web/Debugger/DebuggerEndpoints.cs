using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Http;
using Sightglass.Web.Access;
using Sightglass.Web.Debugger.Live;
using Sightglass.Web.Debugger.Traces;

namespace Sightglass.Web.Debugger;

/// <summary>What the debugger's scripts ask for: announcements of changes, a trace's waterfall, a span's details.</summary>
internal static class DebuggerEndpoints
{
    public static void MapDebugger(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(DebuggerLinks.SessionsLive, SessionsLive);
        endpoints.MapGet("/debugger/{plane:guid}/sessions/{session:guid}/live", SessionLive);
        endpoints.MapGet("/debugger/{plane:guid}/sessions/{session:guid}/traces/{requestId}/waterfall", WaterfallOf);
        endpoints.MapGet("/debugger/{plane:guid}/sessions/{session:guid}/traces/{requestId}/spans/{spanId}", SpanOf);
        endpoints.MapGet("/debugger/{plane:guid}/sessions/{session:guid}/traces/{requestId}/download", Download);
    }

    private static Task SessionsLive(HttpContext context, SessionListChanges changes, TimeProvider time) =>
        new ChangeStream(context.Response, time)
            .WriteAsync(changes.Watch(context.Principal(), PlaneOf(context.Request), context.RequestAborted), context.RequestAborted);

    private static async Task<IResult> SessionLive(HttpContext context, Guid plane, Guid session, IDebugSessions sessions, TimeProvider time)
    {
        var result = await sessions.WatchAsync(context.Principal(), plane, session, after: 0, context.RequestAborted);
        if (!result.TryGet(out var watch, out var problem))
        {
            return Refuse(problem);
        }

        await new ChangeStream(context.Response, time).WriteAsync(SessionChanges.Of(watch, context.RequestAborted), context.RequestAborted);
        return Results.Empty;
    }

    private static async Task<IResult> WaterfallOf(HttpContext context, Guid plane, Guid session, string requestId, IDebugSessions sessions)
    {
        var result = await sessions.GetTraceAsync(context.Principal(), plane, session, requestId, context.RequestAborted);
        if (!result.TryGet(out var captured, out var problem))
        {
            return Refuse(problem);
        }

        // A captured trace never changes.
        context.Response.Headers.CacheControl = "private, max-age=3600";
        return Results.Json(WaterfallData.Create(Waterfall.Create(captured.Trace)), WaterfallJson.Default.WaterfallData);
    }

    private static async Task<IResult> Download(HttpContext context, Guid plane, Guid session, string requestId, IDebugSessions sessions)
    {
        var result = await sessions.GetTraceAsync(context.Principal(), plane, session, requestId, context.RequestAborted);
        return result.TryGet(out var captured, out var problem)
            ? Results.File(TraceDownload.Create(plane, session, captured.Trace), TraceDownload.ContentType, TraceDownload.FileName(captured.Item))
            : Refuse(problem);
    }

    private static async Task<IResult> SpanOf(
        HttpContext context, Guid plane, Guid session, string requestId, string spanId, IDebugSessions sessions, PlaneReader planes)
    {
        var result = await sessions.GetTraceAsync(context.Principal(), plane, session, requestId, context.RequestAborted);
        if (!result.TryGet(out var captured, out var problem))
        {
            return Refuse(problem);
        }

        if (Waterfall.Create(captured.Trace).Find(spanId) is not { } row)
        {
            return Refuse(Problem.NotFound($"The trace has no span {spanId}."));
        }

        var names = await planes.NamesAsync(context.Principal(), plane, context.RequestAborted);
        return new RazorComponentResult<SpanDetails>(new { captured.Trace, Row = row, Names = names });
    }

    private static Guid? PlaneOf(HttpRequest request) => Guid.TryParse(request.Query["control_plane"], out var plane) ? plane : null;

    private static IResult Refuse(Problem problem) => Results.Problem(problem.Detail, statusCode: problem.Status, title: problem.Title);
}
