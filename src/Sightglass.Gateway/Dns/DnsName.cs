using System.Diagnostics.CodeAnalysis;

namespace Sightglass.Gateway.Dns;

/// <summary>Names as text and on the wire (RFC 1035, 3.1 and 4.1.4).</summary>
internal static class DnsName
{
    private const int MaxWireLength = 255;
    private const int MaxLabel = 63;

    /// <summary>Lower case, without the trailing dot; false when it is not a name that can be asked for.</summary>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? name)
    {
        name = null;
        var body = text.EndsWith('.') ? text.AsSpan(0, text.Length - 1) : text.AsSpan();
        if (body.IsEmpty || body.Length > MaxWireLength - 2)
        {
            return false;
        }

        foreach (var range in body.Split('.'))
        {
            var label = body[range];
            if (label.IsEmpty || label.Length > MaxLabel || !IsLabel(label))
            {
                return false;
            }
        }

        name = text.Length == body.Length && !body.ContainsAnyInRange('A', 'Z') ? text : body.ToString().ToLowerInvariant();
        return true;
    }

    /// <summary>Writes a normalised name; gives the bytes used.</summary>
    public static int Write(string name, Span<byte> destination)
    {
        var at = 0;
        foreach (var range in name.AsSpan().Split('.'))
        {
            var label = name.AsSpan()[range];
            destination[at++] = (byte)label.Length;
            foreach (var character in label)
            {
                destination[at++] = (byte)character;
            }
        }

        destination[at++] = 0;
        return at;
    }

    /// <summary>Reads a name, compressed or not, lower-casing it.</summary>
    /// <param name="message">The whole message: pointers lead into it.</param>
    /// <param name="position">Where the name is; afterwards, what follows it.</param>
    /// <param name="name">The name; empty for the root.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int position, [NotNullWhen(true)] out string? name)
    {
        Span<char> text = stackalloc char[MaxWireLength];
        var length = 0;
        var at = position;
        var jumped = false;
        name = null;
        while (at < message.Length)
        {
            var size = message[at];
            if (size == 0)
            {
                position = jumped ? position : at + 1;
                name = length == 0 ? string.Empty : new string(text[..(length - 1)]);
                return true;
            }

            if ((size & 0xC0) == 0xC0)
            {
                if (at + 1 >= message.Length)
                {
                    return false;
                }

                // A pointer must lead backwards; so a chain of them ends.
                var target = ((size & 0x3F) << 8) | message[at + 1];
                if (target >= at)
                {
                    return false;
                }

                position = jumped ? position : at + 2;
                jumped = true;
                at = target;
                continue;
            }

            if (size > MaxLabel || at + 1 + size > message.Length || length + size + 1 > text.Length
                || !TryAppend(message.Slice(at + 1, size), text[length..]))
            {
                return false;
            }

            length += size + 1;
            at += size + 1;
        }

        return false;
    }

    private static bool TryAppend(ReadOnlySpan<byte> label, Span<char> text)
    {
        for (var i = 0; i < label.Length; i++)
        {
            // A dot inside a label would make it two in our text.
            if (label[i] is <= (byte)' ' or (byte)'.' or >= 0x7F)
            {
                return false;
            }

            text[i] = char.ToLowerInvariant((char)label[i]);
        }

        text[label.Length] = '.';
        return true;
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        foreach (var character in label)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_'))
            {
                return false;
            }
        }

        return true;
    }
}
