using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Sightglass.ControlPlane.Http;

/// <summary>A place in a list ordered by a number, then a text. Opaque to clients.</summary>
/// <param name="Number">The first key.</param>
/// <param name="Text">The second, which makes the place unique.</param>
internal readonly record struct Cursor(long Number, string Text)
{
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Number}:{Text}")));

    public static bool TryParse(string text, out Cursor cursor)
    {
        cursor = default;
        if (text.Length is 0 or > 256 || !Base64Url.IsValid(text))
        {
            return false;
        }

        var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        var colon = plain.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !long.TryParse(plain.AsSpan(0, colon), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        cursor = new Cursor(number, plain[(colon + 1)..]);
        return true;
    }
}
