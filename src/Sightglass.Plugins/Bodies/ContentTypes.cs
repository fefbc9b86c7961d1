using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Sightglass.Plugins.Bodies;

/// <summary>Tells body formats apart by <c>Content-Type</c>.</summary>
internal static class ContentTypes
{
    /// <summary>The kind of body that a Content-Type announces.</summary>
    /// <param name="contentType">The header's value; null if absent.</param>
    /// <param name="boundary">The boundary of a multipart body; empty otherwise.</param>
    public static ContentKind Classify(string? contentType, out string boundary)
    {
        boundary = "";
        if (contentType is null || !MediaTypeHeaderValue.TryParse(new StringSegment(contentType), out var media))
        {
            return ContentKind.Other;
        }

        // Request bodies are JSON by this type alone; types with the +json suffix are left as they are.
        if (media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return ContentKind.Json;
        }

        if (media.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return ContentKind.Form;
        }

        if (media.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            boundary = HeaderUtilities.RemoveQuotes(media.Boundary).ToString();
            return boundary.Length is > 0 and <= 70 ? ContentKind.Multipart : ContentKind.Other;
        }

        return ContentKind.Other;
    }

    /// <summary>Whether a Content-Type says JSON: <c>application/json</c> or a type with the <c>+json</c> suffix.</summary>
    public static bool IsJson(string? contentType) =>
        contentType is not null && MediaTypeHeaderValue.TryParse(new StringSegment(contentType), out var media) && IsJson(media);

    private static bool IsJson(MediaTypeHeaderValue media) =>
        media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || (media.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
            && media.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));
}
