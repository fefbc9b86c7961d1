using System.Text;

namespace Sightglass.Configuration.Store;

/// <summary>The opaque tokens by which a list goes on: base64 without padding over a text of ours.</summary>
internal static class PageToken
{
    /// <summary>What a token that was never given out is told.</summary>
    public const string Foreign = "bad json encoding";

    public static string Of(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=');

    public static bool TryRead(string token, out string text, out string problem)
    {
        (text, problem) = ("", "");
        var padded = token.PadRight((token.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        if (token.Length == 0 || !Convert.TryFromBase64String(padded, bytes, out var length))
        {
            problem = "bad base64 encoding";
            return false;
        }

        text = Encoding.UTF8.GetString(bytes, 0, length);
        return true;
    }
}
