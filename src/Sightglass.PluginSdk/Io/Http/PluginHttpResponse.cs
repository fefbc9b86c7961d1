using System.Text;

namespace Sightglass.PluginSdk.Io.Http;

/// <summary>A whole response.</summary>
/// <param name="StatusCode">Its status.</param>
/// <param name="Reason">Its reason phrase; may be empty.</param>
/// <param name="Headers">Its header lines, in order.</param>
/// <param name="Body">Its body.</param>
public sealed record PluginHttpResponse(
    int StatusCode,
    string Reason,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>The body as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The first line of a header; null when absent.</summary>
    public string? Header(string name)
    {
        foreach (var (key, value) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
