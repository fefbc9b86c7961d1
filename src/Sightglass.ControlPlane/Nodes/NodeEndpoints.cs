using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sightglass.ControlPlane.Audit;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Entities;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Storage;

namespace Sightglass.ControlPlane.Nodes;

/// <summary><c>/dp-client-certificates</c>, <c>/nodes</c> and <c>/expected-config-hash</c> of a control plane.</summary>
internal sealed class NodeEndpoints(
    CertificateService certificates, ControlPlaneService planes, NodeRegistry registry, ConfigurationService configuration, IStorage storage, AuditLog audit)
{
    public void Map(IEndpointRouteBuilder plane)
    {
        plane.MapGet("dp-client-certificates", ListCertificatesAsync);
        plane.MapPost("dp-client-certificates", (HttpContext context, Guid controlPlaneId) => WriteCertificateAsync(context, controlPlaneId, null));
        plane.MapGet("dp-client-certificates/{id:guid}", GetCertificateAsync);
        plane.MapPut("dp-client-certificates/{id:guid}", (HttpContext context, Guid controlPlaneId, Guid id) => WriteCertificateAsync(context, controlPlaneId, id));
        plane.MapDelete("dp-client-certificates/{id:guid}", DeleteCertificateAsync);
        plane.MapGet("nodes", ListNodesAsync);
        plane.MapGet("nodes/{id:guid}", GetNodeAsync);
        plane.MapDelete("nodes/{id:guid}", DeleteNodeAsync);
        plane.MapGet("expected-config-hash", GetExpectedHashAsync);
    }

    private async Task ListCertificatesAsync(HttpContext context, Guid controlPlaneId)
    {
        var result = await certificates.ListAsync(context.Principal(), controlPlaneId, context.RequestAborted);
        await (result.TryGet(out var all, out var problem)
            ? context.Response.WriteAsync(
                200,
                new ItemsDocument<CertificateDocument>([.. all.Select(CertificateDocument.From)], new ItemsPage(all.Length)),
                ApiJson.Default.ItemsDocumentCertificateDocument)
            : context.Response.WriteProblemAsync(problem));
    }

    private async Task GetCertificateAsync(HttpContext context, Guid controlPlaneId, Guid id) =>
        await WriteAsync(context, await certificates.GetAsync(context.Principal(), controlPlaneId, id, context.RequestAborted), 200);

    private async Task WriteCertificateAsync(HttpContext context, Guid controlPlaneId, Guid? id)
    {
        var read = await RequestBody.ReadObjectAsync(context.Request);
        if (!read.TryGet(out var body, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        var errors = new InvalidParameters();
        var fields = new FieldReader(body, errors);
        var pem = fields.String("cert");
        var title = fields.String("title");
        fields.Done("id", "created_at", "updated_at");
        if (errors.ToProblem() is { } invalid)
        {
            await context.Response.WriteProblemAsync(invalid);
            return;
        }

        await (id is { } existing
            ? WriteAsync(context, await certificates.PutAsync(context.Principal(), controlPlaneId, existing, pem, title, context.RequestAborted), 200)
            : WriteAsync(context, await certificates.CreateAsync(context.Principal(), controlPlaneId, pem, title, context.RequestAborted), 201));
    }

    private async Task DeleteCertificateAsync(HttpContext context, Guid controlPlaneId, Guid id) =>
        await context.Response.WriteNoContentAsync(await certificates.DeleteAsync(context.Principal(), controlPlaneId, id, context.RequestAborted));

    private static Task WriteAsync(HttpContext context, Result<Storage.Records.CertificateRecord> result, int status) =>
        result.TryGet(out var record, out var problem)
            ? context.Response.WriteAsync(
                status, new ItemDocument<CertificateDocument>(CertificateDocument.From(record)), ApiJson.Default.ItemDocumentCertificateDocument)
            : context.Response.WriteProblemAsync(problem);

    private async Task ListNodesAsync(HttpContext context, Guid controlPlaneId)
    {
        var errors = new InvalidParameters();
        var query = new QueryReader(context.Request.Query, errors);
        var size = query.Int("page[size]", 100, 1, 1_000);
        var after = query.Text("page[after]");
        query.Done();
        if (errors.ToProblem() is { } invalid)
        {
            await context.Response.WriteProblemAsync(invalid);
            return;
        }

        var result = await planes.ListNodesAsync(context.Principal(), controlPlaneId, context.RequestAborted);
        if (!result.TryGet(out var all, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        // By id here, so that a cursor keeps its place while nodes come and go.
        var rest = all.OrderBy(node => node.Id.ToString(), StringComparer.Ordinal)
            .Where(node => after is null || string.CompareOrdinal(node.Id.ToString(), after) > 0)
            .ToImmutableArray();
        var part = rest.Take(size).Select(NodeDocument.From).ToImmutableArray();
        var page = new ItemsPage(all.Length) { Next = rest.Length > size ? part[^1].Id.ToString() : null };
        await context.Response.WriteAsync(200, new ItemsDocument<NodeDocument>(part, page), ApiJson.Default.ItemsDocumentNodeDocument);
    }

    private async Task GetNodeAsync(HttpContext context, Guid controlPlaneId, Guid id)
    {
        var result = await planes.ListNodesAsync(context.Principal(), controlPlaneId, context.RequestAborted);
        if (!result.TryGet(out var all, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
        }
        else if (all.FirstOrDefault(node => node.Id == id) is { } node)
        {
            await context.Response.WriteAsync(200, new ItemDocument<NodeDocument>(NodeDocument.From(node)), ApiJson.Default.ItemDocumentNodeDocument);
        }
        else
        {
            await context.Response.WriteProblemAsync(NoNode(id));
        }
    }

    private async Task DeleteNodeAsync(HttpContext context, Guid controlPlaneId, Guid id)
    {
        var principal = context.Principal();
        var found = await planes.FindAsync(principal, Permission.ManageControlPlane, controlPlaneId, context.RequestAborted);
        if (!found.TryGet(out _, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        // One that is connected would be there again with its next heartbeat.
        await registry.CloseAsync(controlPlaneId, node => node.Id == id, "the node was deleted");
        if (!await storage.Nodes.DeleteAsync(controlPlaneId, id, context.RequestAborted))
        {
            await context.Response.WriteProblemAsync(NoNode(id));
            return;
        }

        await audit.AccessAsync(principal, "node.delete", controlPlaneId, id.ToString(), context.RequestAborted);
        context.Response.StatusCode = 204;
    }

    private async Task GetExpectedHashAsync(HttpContext context, Guid controlPlaneId)
    {
        var found = await planes.FindAsync(context.Principal(), Permission.ReadControlPlane, controlPlaneId, context.RequestAborted);
        if (!found.TryGet(out var record, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        var set = await configuration.GetAsync(controlPlaneId, context.RequestAborted);
        var stored = await storage.Entities.FindConfigurationAsync(controlPlaneId, context.RequestAborted);
        await context.Response.WriteAsync(
            200,
            new ExpectedHashDocument(
                set.Hash,
                (stored?.CreatedAt ?? record.CreatedAt).ToUnixTimeSeconds(),
                (stored?.UpdatedAt ?? record.CreatedAt).ToUnixTimeSeconds()),
            ApiJson.Default.ExpectedHashDocument);
    }

    private static Problem NoNode(Guid id) => Problem.NotFound($"There is no node {id}.");
}
