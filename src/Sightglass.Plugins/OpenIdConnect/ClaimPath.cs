using System.Text.Json;

namespace Sightglass.Plugins.OpenIdConnect;

/// <summary>Looks claims up by path.</summary>
internal static class ClaimPath
{
    /// <summary>The value at the end of a path; null when there is none.</summary>
    public static JsonElement? Find(JsonElement claims, string[] path)
    {
        var element = claims;
        foreach (var step in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(step, out element))
            {
                return null;
            }
        }

        return path.Length == 0 ? null : element;
    }

    /// <summary>The value as text; null when there is none or it is no text, number or boolean.</summary>
    public static string? Text(JsonElement claims, string[] path) => Find(claims, path) is { } value ? Text(value) : null;

    /// <summary>The values: a list's, or those of a text that spaces divide.</summary>
    public static List<string> Texts(JsonElement claims, string[] path)
    {
        var texts = new List<string>();
        switch (Find(claims, path))
        {
            case { ValueKind: JsonValueKind.Array } array:
                foreach (var item in array.EnumerateArray())
                {
                    if (Text(item) is { } text)
                    {
                        texts.Add(text);
                    }
                }

                break;
            case { } single when Text(single) is { } text:
                texts.AddRange(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                break;
        }

        return texts;
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
