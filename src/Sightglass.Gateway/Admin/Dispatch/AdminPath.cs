using System.Collections.Immutable;

namespace Sightglass.Gateway.Admin.Dispatch;

/// <summary>
/// The path of a request, cut before it is decoded: keys may hold an escaped slash.
/// </summary>
/// <param name="Text">As written, without query and trailing slash; <c>/</c> for the root.</param>
/// <param name="Segments">Decoded.</param>
internal sealed record AdminPath(string Text, ImmutableArray<string> Segments)
{
    /// <summary>Reads a request target: a path with query, or an absolute URL.</summary>
    public static AdminPath Of(string target)
    {
        if (!target.StartsWith('/'))
        {
            target = Uri.TryCreate(target, UriKind.Absolute, out var uri) ? uri.PathAndQuery : "/" + target;
        }

        var query = target.IndexOf('?', StringComparison.Ordinal);
        var text = (query < 0 ? target : target[..query]).TrimEnd('/');
        return text.Length == 0
            ? new AdminPath("/", [])
            : new AdminPath(text, [.. text[1..].Split('/').Select(Uri.UnescapeDataString)]);
    }
}
