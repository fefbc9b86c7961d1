namespace Sightglass.Tracing.Model;

/// <summary>Cuts texts that are too long, so that one sees they were.</summary>
internal static class BoundedText
{
    /// <summary>The text, or its beginning with an ellipsis: never more characters than the limit, never half of a pair.</summary>
    public static string Cut(string text, int limit)
    {
        if (text.Length <= limit)
        {
            return text;
        }

        var length = char.IsHighSurrogate(text[limit - 2]) ? limit - 2 : limit - 1;
        return string.Concat(text.AsSpan(0, length), "…");
    }
}
