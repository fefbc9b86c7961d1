using System.Text;
using Sightglass.Gateway.Proxying;

namespace Sightglass.Gateway.Listening;

/// <summary>Looks through the lines of a head for a <c>Connection</c> header that names other headers.</summary>
internal static class HopByHopScan
{
    /// <summary>Finds the names.</summary>
    /// <param name="lines">Whole lines of a request's head.</param>
    /// <returns>The names; null when there are none.</returns>
    public static string[]? Find(ReadOnlySpan<byte> lines)
    {
        string[]? names = null;
        while (true)
        {
            if (lines.Length > 11 && (lines[0] | 0x20) == 'c' && lines[10] == ':' && Ascii.EqualsIgnoreCase(lines[..10], "connection"u8))
            {
                var end = lines.IndexOf((byte)'\n');
                var value = (end < 0 ? lines : lines[..end])[11..].Trim(" \t\r"u8);
                if (!Ascii.EqualsIgnoreCase(value, "keep-alive"u8) && !Ascii.EqualsIgnoreCase(value, "close"u8))
                {
                    var found = HopByHop.NamedIn(Encoding.Latin1.GetString(value));
                    names = names is null || found is null ? found ?? names : [.. names, .. found];
                }
            }

            var next = lines.IndexOf((byte)'\n');
            if (next < 0)
            {
                return names;
            }

            lines = lines[(next + 1)..];
        }
    }
}
