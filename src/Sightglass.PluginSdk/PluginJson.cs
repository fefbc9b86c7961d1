using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sightglass.PluginSdk;

/// <summary>How plugins write JSON: compact, escaping only what JSON itself asks for.</summary>
public static class PluginJson
{
    /// <summary>
    /// Quotes, backslashes and control characters are escaped, nothing else. The output is a JSON document of its own content type,
    /// never part of a page, so characters that matter to HTML stay readable.
    /// </summary>
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The same choice for serializers and nodes.</summary>
    public static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
