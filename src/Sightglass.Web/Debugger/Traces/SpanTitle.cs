namespace Sightglass.Web.Debugger.Traces;

/// <summary>
/// A span's name split for reading: the stem that many spans share is shown quietly, the leaf that tells them apart is not.
/// </summary>
/// <param name="Stem">For example <c>kong.access.plugin.</c>; may be empty.</param>
/// <param name="Leaf">For example <c>key-auth</c>.</param>
public readonly record struct SpanTitle(string Stem, string Leaf)
{
    private const string PluginMark = ".plugin.";

    /// <summary>The name unchanged.</summary>
    public string Text => Stem + Leaf;

    public static SpanTitle Of(string name)
    {
        // A plugin's own name may hold dots.
        var plugin = name.IndexOf(PluginMark, StringComparison.Ordinal);
        var at = plugin >= 0 ? plugin + PluginMark.Length : name.LastIndexOf('.') + 1;

        // "kong.io.http.request": two words tell more than "request".
        if (plugin < 0 && name.StartsWith("kong.io.", StringComparison.Ordinal))
        {
            at = "kong.io.".Length;
        }

        return at <= 0 || at >= name.Length ? new SpanTitle("", name) : new SpanTitle(name[..at], name[at..]);
    }
}
