using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Http;

namespace Sightglass.ControlPlane.Uploads;

/// <summary><c>/v2/debug-traces</c>: upload a trace file (raw, or as the file of a form) and look into it.</summary>
internal sealed class UploadEndpoints(ITraceUploads uploads)
{
    /// <summary>What a form needs around its file.</summary>
    private const int FormOverhead = 64 * 1024;

    public void Map(IEndpointRouteBuilder v2)
    {
        v2.MapPost("debug-traces/upload", UploadAsync);
        v2.MapGet("debug-traces/{id:guid}", GetAsync);
        v2.MapGet("debug-traces/{id:guid}/traces/{requestId}", GetTraceAsync);
        v2.MapGet("debug-traces/{id:guid}/traces/{requestId}/spans", GetSpansAsync);
    }

    private async Task UploadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = UploadService.MaxBytes + FormOverhead;
        }

        if (await OpenAsync(context.Request) is not var (name, content))
        {
            await context.Response.WriteProblemAsync(new Problem
            {
                Status = 415,
                Title = "Unsupported Media Type",
                Detail = "Send application/json, application/zip, or multipart/form-data with one .json or .zip file.",
            });
            return;
        }

        var result = await uploads.UploadAsync(context.Principal(), name, content, context.RequestAborted);
        if (result.Value is { } uploaded)
        {
            context.Response.Headers.Location = $"/v2/debug-traces/{uploaded.Id}";
        }

        await context.Response.WriteAsync(result, ApiJson.Default.UploadedTraces, 201);
    }

    /// <summary>The file, read as it arrives; null when the body is none.</summary>
    private static async Task<(string Name, Stream Content)?> OpenAsync(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return null;
        }

        switch (type.MediaType.ToString().ToLowerInvariant())
        {
            case "application/json":
                return ("upload.json", request.Body);
            case "application/zip":
                return ("upload.zip", request.Body);
            case "multipart/form-data" when HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= 70 } boundary:
                var reader = new MultipartReader(boundary, request.Body);
                while (await reader.ReadNextSectionAsync(request.HttpContext.RequestAborted) is { } section)
                {
                    if (section.AsFileSection() is { FileName.Length: > 0, FileStream: { } stream } file)
                    {
                        return (file.FileName, stream);
                    }
                }

                return null;
            default:
                return null;
        }
    }

    private async Task GetAsync(HttpContext context, Guid id) =>
        await context.Response.WriteAsync(await uploads.GetAsync(context.Principal(), id, context.RequestAborted), ApiJson.Default.UploadedTraces);

    private async Task GetTraceAsync(HttpContext context, Guid id, string requestId) =>
        await ((await uploads.GetTraceAsync(context.Principal(), id, requestId, context.RequestAborted)).TryGet(out var trace, out var problem)
            ? TraceResponses.WriteTraceAsync(context.Response, trace)
            : context.Response.WriteProblemAsync(problem));

    private async Task GetSpansAsync(HttpContext context, Guid id, string requestId) =>
        await ((await uploads.GetTraceAsync(context.Principal(), id, requestId, context.RequestAborted)).TryGet(out var trace, out var problem)
            ? TraceResponses.WriteSpansAsync(context.Response, trace)
            : context.Response.WriteProblemAsync(problem));
}
