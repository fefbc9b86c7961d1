using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sightglass.ControlPlane.Http;

namespace Sightglass.ControlPlane.Identity;

/// <summary><c>/v3/users/me</c> and a user's own access tokens.</summary>
internal sealed class TokenEndpoints(IAccess access)
{
    public void Map(IEndpointRouteBuilder v3)
    {
        v3.MapGet("users/me", (HttpContext context) =>
            context.Response.WriteAsync(200, UserDocument.From(context.Principal()), ApiJson.Default.UserDocument));
        v3.MapGet("users/{userId:guid}/access-tokens", ListAsync);
        v3.MapPost("users/{userId:guid}/access-tokens", CreateAsync);
        v3.MapPatch("users/{userId:guid}/access-tokens/{id:guid}/revoke", RevokeAsync);
    }

    private static Problem? OwnOnly(HttpContext context, Guid userId) =>
        context.Principal().Id == userId ? null : Problem.Forbidden("Access tokens are managed by the user they belong to.");

    private async Task ListAsync(HttpContext context, Guid userId)
    {
        if (OwnOnly(context, userId) is { } problem)
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        var tokens = await access.ListTokensAsync(context.Principal(), context.RequestAborted);
        await context.Response.WriteAsync(
            200,
            ListDocument<AccessToken>.From(new NumberedPage<AccessToken>(tokens, 1, Math.Max(1, tokens.Length), tokens.Length)),
            ApiJson.Default.ListDocumentAccessToken);
    }

    private async Task CreateAsync(HttpContext context, Guid userId)
    {
        if (OwnOnly(context, userId) is { } forbidden)
        {
            await context.Response.WriteProblemAsync(forbidden);
            return;
        }

        var read = await RequestBody.ReadObjectAsync(context.Request);
        if (!read.TryGet(out var body, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        var errors = new InvalidParameters();
        var fields = new FieldReader(body, errors);
        var name = fields.String("name");
        var ttl = fields.Int("ttl_seconds");
        fields.Done("id", "state", "created_at", "expires_at", "last_used_at");
        if (name is null && !errors.Mentions("name"))
        {
            errors.Required("name");
        }

        if (errors.ToProblem() is { } invalid)
        {
            await context.Response.WriteProblemAsync(invalid);
            return;
        }

        var request = new CreateAccessToken { Name = name! };
        var result = await access.CreateTokenAsync(context.Principal(), ttl is { } seconds ? request with { TtlSeconds = seconds } : request, context.RequestAborted);
        await (result.TryGet(out var created, out problem)
            ? context.Response.WriteAsync(201, CreatedTokenDocument.From(created), ApiJson.Default.CreatedTokenDocument)
            : context.Response.WriteProblemAsync(problem));
    }

    private async Task RevokeAsync(HttpContext context, Guid userId, Guid id) =>
        await context.Response.WriteNoContentAsync(OwnOnly(context, userId) ?? await access.RevokeTokenAsync(context.Principal(), id, context.RequestAborted));
}
