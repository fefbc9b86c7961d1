using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sightglass.Web.StaticAssets;

/// <summary>Serves <see cref="AssetCatalog"/>. Open to everyone: the sign-in page needs its style sheet.</summary>
internal static class AssetEndpoints
{
    public const string Prefix = "/assets";

    public static void MapAssets(this IEndpointRouteBuilder endpoints, AssetCatalog catalog)
    {
        endpoints.MapGet(Prefix + "/{fingerprint}/{**path}", (HttpContext context, string fingerprint, string path) =>
            Send(context, catalog, fingerprint, path)).AllowAnonymous();
    }

    private static async Task Send(HttpContext context, AssetCatalog catalog, string fingerprint, string path)
    {
        if (catalog.Find(path) is not { } asset)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // A page that was open while the server was replaced asks under the old fingerprint: it gets the new file, uncached.
        var headers = context.Response.Headers;
        headers.CacheControl = fingerprint == catalog.Fingerprint ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = "Accept-Encoding";
        headers.XContentTypeOptions = "nosniff";
        context.Response.ContentType = asset.ContentType;

        var content = asset.Content;
        if (asset.Compressed is { } compressed && AcceptsBrotli(context.Request))
        {
            headers.ContentEncoding = "br";
            content = compressed;
        }

        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static bool AcceptsBrotli(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(e =>
            e.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && e.Quality is not 0);
}
