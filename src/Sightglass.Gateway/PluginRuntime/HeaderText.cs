using System.Text;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>Text as a header value can carry it.</summary>
internal static class HeaderText
{
    /// <summary>Gives the text such that its characters are the bytes to send: UTF-8 where it is not ASCII. CR, LF and NUL become spaces.</summary>
    public static string Encode(string text)
    {
        if (Ascii.IsValid(text) && text.AsSpan().IndexOfAny('\r', '\n', '\0') < 0)
        {
            return text;
        }

        return Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)).Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ');
    }
}
