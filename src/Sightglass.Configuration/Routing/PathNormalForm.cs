using System.Globalization;
using System.Text;

namespace Sightglass.Configuration.Routing;

/// <summary>
/// The form in which paths are matched: percent triplets decoded where that changes no meaning, dot segments resolved, slashes
/// merged. Route prefixes must be written in it, requests are brought into it.
/// </summary>
public static class PathNormalForm
{
    private const string Reserved = "!*'();:@&=+$,/?%#[]";

    /// <summary>
    /// Normalises a path without query. Triplets of reserved characters stay, in upper case; so do triplets that are not valid UTF-8.
    /// <c>/a//b/%7e/../%2f</c> becomes <c>/a/b/%2F</c>.
    /// </summary>
    public static string Normalize(string path)
    {
        var decoded = path.Contains('%', StringComparison.Ordinal) ? Decode(path) : path;
        return NeedsSegments(decoded) ? ResolveSegments(decoded) : decoded;
    }

    private static bool NeedsSegments(string path) =>
        path.Contains("//", StringComparison.Ordinal) || path.Contains("/.", StringComparison.Ordinal);

    private static string Decode(string path)
    {
        var output = new StringBuilder(path.Length);
        var bytes = new List<byte>();
        for (var i = 0; i < path.Length;)
        {
            if (path[i] != '%' || !TryTriplet(path, i, out var octet))
            {
                output.Append(path[i++]);
                continue;
            }

            if (octet < 0x80)
            {
                Ascii(output, octet);
                i += 3;
                continue;
            }

            bytes.Clear();
            for (; TryTriplet(path, i, out octet) && octet >= 0x80; i += 3)
            {
                bytes.Add(octet);
            }

            Utf8(output, bytes.ToArray());
        }

        return output.ToString();
    }

    private static bool TryTriplet(string path, int at, out byte octet)
    {
        octet = 0;
        return at + 2 < path.Length && path[at] == '%'
            && byte.TryParse(path.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octet);
    }

    private static void Ascii(StringBuilder output, byte octet)
    {
        if (Reserved.Contains((char)octet, StringComparison.Ordinal))
        {
            Triplet(output, octet);
        }
        else
        {
            output.Append((char)octet);
        }
    }

    private static void Utf8(StringBuilder output, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
            {
                output.Append(rune.ToString());
            }
            else
            {
                foreach (var octet in bytes[..consumed])
                {
                    Triplet(output, octet);
                }
            }

            bytes = bytes[consumed..];
        }
    }

    private static void Triplet(StringBuilder output, byte octet) =>
        output.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));

    private static string ResolveSegments(string path)
    {
        var segments = new List<string>();
        var parts = path.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            var last = i == parts.Length - 1;
            switch (parts[i])
            {
                case "" or ".":
                    break;
                case "..":
                    if (segments.Count > 0)
                    {
                        segments.RemoveAt(segments.Count - 1);
                    }

                    break;
                default:
                    segments.Add(parts[i]);
                    continue;
            }

            if (last && segments.Count > 0)
            {
                // A path that ends in a slash or a dot segment names a folder: the slash stays.
                segments.Add("");
            }
        }

        return "/" + string.Join('/', segments);
    }
}
