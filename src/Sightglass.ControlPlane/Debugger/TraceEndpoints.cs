using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sightglass.ControlPlane.Http;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>The traces of a session.</summary>
internal sealed class TraceEndpoints(IDebugSessions sessions)
{
    public void Map(IEndpointRouteBuilder plane)
    {
        plane.MapGet("debug-sessions/{id:guid}/traces", ListAsync);
        plane.MapGet("debug-sessions/{id:guid}/traces/{requestId}", GetAsync);
        plane.MapGet("debug-sessions/{id:guid}/traces/{requestId}/spans", GetSpansAsync);
        plane.MapGet("debug-sessions/{id:guid}/export", ExportAsync);
    }

    private async Task ListAsync(HttpContext context, Guid controlPlaneId, Guid id)
    {
        var errors = new InvalidParameters();
        var reader = new QueryReader(context.Request.Query, errors);
        var query = Query(reader);
        reader.Done();
        if (errors.ToProblem() is { } invalid)
        {
            await context.Response.WriteProblemAsync(invalid);
            return;
        }

        var result = await sessions.ListTracesAsync(context.Principal(), controlPlaneId, id, query, context.RequestAborted);
        await (result.TryGet(out var page, out var problem)
            ? context.Response.WriteAsync(200, ListDocument<TraceItem>.From(page, query.Size), ApiJson.Default.ListDocumentTraceItem)
            : context.Response.WriteProblemAsync(problem));
    }

    private async Task GetAsync(HttpContext context, Guid controlPlaneId, Guid id, string requestId)
    {
        var result = await sessions.GetTraceAsync(context.Principal(), controlPlaneId, id, requestId, context.RequestAborted);
        await (result.TryGet(out var trace, out var problem)
            ? TraceResponses.WriteTraceAsync(context.Response, trace)
            : context.Response.WriteProblemAsync(problem));
    }

    private async Task GetSpansAsync(HttpContext context, Guid controlPlaneId, Guid id, string requestId)
    {
        var result = await sessions.GetTraceAsync(context.Principal(), controlPlaneId, id, requestId, context.RequestAborted);
        await (result.TryGet(out var trace, out var problem)
            ? TraceResponses.WriteSpansAsync(context.Response, trace)
            : context.Response.WriteProblemAsync(problem));
    }

    private async Task ExportAsync(HttpContext context, Guid controlPlaneId, Guid id)
    {
        var principal = context.Principal();
        var session = await sessions.GetAsync(principal, controlPlaneId, id, context.RequestAborted);
        var traces = await sessions.ExportAsync(principal, controlPlaneId, id, context.RequestAborted);
        if ((session.Problem ?? traces.Problem) is { } problem)
        {
            await context.Response.WriteProblemAsync(problem);
        }
        else
        {
            await SessionExport.WriteAsync(context, controlPlaneId, session.Value!, traces.Value);
        }
    }

    private static TraceQuery Query(QueryReader reader)
    {
        var (least, most) = Status(reader, "filter[status_code][eq]");
        var query = new TraceQuery
        {
            Size = reader.Int("page[size]", 100, 1, 1_000),
            After = reader.Text("page[after]"),
            Before = reader.Text("page[before]"),
            MinStatus = least ?? Code(reader, "filter[status_code][gte]"),
            MaxStatus = most ?? Code(reader, "filter[status_code][lte]"),
            Method = reader.Text("filter[method][eq]"),
            PathEquals = reader.Text("filter[path][eq]"),
            PathContains = reader.Text("filter[path][contains]"),
            MinDurationMs = reader.Number("filter[duration_ms][gte]"),
            MaxDurationMs = reader.Number("filter[duration_ms][lte]"),
        };
        if (query is { After: not null, Before: not null })
        {
            reader.Add("page[before]", "invalid", "cannot be given together with page[after]");
        }

        return query;
    }

    /// <summary>A status code, or a class of them such as <c>5xx</c>.</summary>
    private static (int? Least, int? Most) Status(QueryReader reader, string name)
    {
        switch (reader.Text(name))
        {
            case null:
                return (null, null);
            case [>= '1' and <= '5' and var digit, 'x' or 'X', 'x' or 'X']:
                return ((digit - '0') * 100, ((digit - '0') * 100) + 99);
            case var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code):
                return (code, code);
            default:
                reader.Add(name, "invalid", "must be a status code such as 503, or a class such as 5xx");
                return (null, null);
        }
    }

    private static int? Code(QueryReader reader, string name) => reader.Int(name, -1, 0, 999) is >= 0 and var code ? code : null;
}
