using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sightglass.ControlPlane.Audit;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Storage;

namespace Sightglass.ControlPlane.Debugger;

/// <summary><c>/debug-masking-rules</c>: rules merged into every session of a control plane.</summary>
internal sealed class MaskingRuleEndpoints(ControlPlaneService planes, IStorage storage, AuditLog audit, TimeProvider timeProvider)
{
    public void Map(IEndpointRouteBuilder plane)
    {
        plane.MapGet("debug-masking-rules", GetAsync);
        plane.MapPut("debug-masking-rules", PutAsync);
    }

    private async Task GetAsync(HttpContext context, Guid controlPlaneId)
    {
        var found = await planes.FindAsync(context.Principal(), Permission.ReadDebugSessions, controlPlaneId, context.RequestAborted);
        await (found.TryGet(out var record, out var problem)
            ? context.Response.WriteAsync(200, record.MaskingRules, ApiJson.Default.MaskingRules)
            : context.Response.WriteProblemAsync(problem));
    }

    private async Task PutAsync(HttpContext context, Guid controlPlaneId)
    {
        var principal = context.Principal();
        var found = await planes.FindAsync(principal, Permission.ManageControlPlane, controlPlaneId, context.RequestAborted);
        if (!found.TryGet(out _, out var problem))
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

        var errors = new InvalidParameters();
        var rules = SessionReaders.MaskingRules(new FieldReader(body, errors), errors);
        DebugSessionValidator.Check("", rules, errors);
        if (errors.ToProblem() is { } invalid)
        {
            await context.Response.WriteProblemAsync(invalid);
            return;
        }

        var outcome = await storage.ControlPlanes.UpdateAsync(
            controlPlaneId, record => record with { MaskingRules = rules, UpdatedAt = timeProvider.GetUtcNow() }, context.RequestAborted);
        await audit.AccessAsync(principal, "debug-masking-rules.update", controlPlaneId, null, context.RequestAborted);
        await (outcome.Record is { } changed
            ? context.Response.WriteAsync(200, changed.MaskingRules, ApiJson.Default.MaskingRules)
            : context.Response.WriteProblemAsync(Problem.NotFound($"There is no control plane {controlPlaneId}.")));
    }
}
