using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sightglass.ControlPlane.Http;

namespace Sightglass.ControlPlane.ControlPlanes;

/// <summary><c>/v2/control-planes</c>.</summary>
internal sealed class ControlPlaneEndpoints(IControlPlanes planes)
{
    public void Map(IEndpointRouteBuilder v2)
    {
        v2.MapGet("control-planes", ListAsync);
        v2.MapPost("control-planes", CreateAsync);
        v2.MapGet("control-planes/{controlPlaneId:guid}", GetAsync);
        v2.MapPatch("control-planes/{controlPlaneId:guid}", PatchAsync);
        v2.MapDelete("control-planes/{controlPlaneId:guid}", DeleteAsync);
    }

    private async Task ListAsync(HttpContext context)
    {
        var errors = new InvalidParameters();
        var reader = new QueryReader(context.Request.Query, errors);
        var query = ControlPlaneReaders.Query(reader);
        reader.Done();
        if (errors.ToProblem() is { } invalid)
        {
            await context.Response.WriteProblemAsync(invalid);
            return;
        }

        var page = await planes.ListAsync(context.Principal(), query, context.RequestAborted);
        await context.Response.WriteAsync(200, ListDocument<ControlPlaneInfo>.From(page), ApiJson.Default.ListDocumentControlPlaneInfo);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var read = await RequestBody.ReadObjectAsync(context.Request);
        if (!read.TryGet(out var body, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        var errors = new InvalidParameters();
        var request = ControlPlaneReaders.Create(body, errors);
        if (errors.Any)
        {
            ControlPlaneValidator.Check(request, errors);
            await context.Response.WriteProblemAsync(errors.ToProblem()!);
            return;
        }

        var result = await planes.CreateAsync(context.Principal(), request, context.RequestAborted);
        if (result.Value is { } created)
        {
            context.Response.Headers.Location = $"/v2/control-planes/{created.Id}";
        }

        await context.Response.WriteAsync(result, ApiJson.Default.ControlPlaneInfo, 201);
    }

    private async Task GetAsync(HttpContext context, Guid controlPlaneId) =>
        await context.Response.WriteAsync(await planes.GetAsync(context.Principal(), controlPlaneId, context.RequestAborted), ApiJson.Default.ControlPlaneInfo);

    private async Task PatchAsync(HttpContext context, Guid controlPlaneId)
    {
        var read = await RequestBody.ReadObjectAsync(context.Request);
        if (!read.TryGet(out var body, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        var errors = new InvalidParameters();
        var request = ControlPlaneReaders.Patch(body, errors);
        if (errors.Any)
        {
            ControlPlaneValidator.Check(request, errors);
            await context.Response.WriteProblemAsync(errors.ToProblem()!);
            return;
        }

        await context.Response.WriteAsync(
            await planes.PatchAsync(context.Principal(), controlPlaneId, request, context.RequestAborted), ApiJson.Default.ControlPlaneInfo);
    }

    private async Task DeleteAsync(HttpContext context, Guid controlPlaneId) =>
        await context.Response.WriteNoContentAsync(await planes.DeleteAsync(context.Principal(), controlPlaneId, context.RequestAborted));
}
