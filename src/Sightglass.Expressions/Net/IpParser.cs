namespace Sightglass.Expressions.Net;

/// <summary>
/// Strict readers for addresses. The framework's own parser takes shorthand (<c>10.1</c>), octal parts and mapped forms, all of which
/// would silently mean another address than the one the author saw.
/// </summary>
internal static class IpParser
{
    private const int GroupCount = 8;

    /// <summary>Reads four dotted decimal groups. Null when the text is an address, otherwise what is wrong with it.</summary>
    public static IpProblem? ParseIPv4(ReadOnlySpan<char> text, out IpValue value)
    {
        value = default;
        uint bits = 0;
        var index = 0;
        for (var group = 0; group < 4; group++)
        {
            if (group > 0)
            {
                if (index >= text.Length || text[index] != '.')
                {
                    return new IpProblem(index, "an IPv4 address has four groups separated by dots");
                }

                index++;
            }

            var start = index;
            uint octet = 0;
            while (index < text.Length && char.IsAsciiDigit(text[index]) && index - start < 3)
            {
                octet = (octet * 10) + (uint)(text[index] - '0');
                index++;
            }

            if (index == start)
            {
                return new IpProblem(start, "an IPv4 address has four groups separated by dots");
            }

            if (octet > 255)
            {
                return new IpProblem(start, "a group of an IPv4 address is at most 255");
            }

            if (index - start > 1 && text[start] == '0')
            {
                return new IpProblem(start, "a group of an IPv4 address has no leading zero");
            }

            bits = (bits << 8) | octet;
        }

        if (index != text.Length)
        {
            return new IpProblem(index, "an IPv4 address has exactly four groups of at most three digits");
        }

        value = new IpValue(bits, IpFamily.IPv4);
        return null;
    }

    /// <summary>Reads an IPv6 address. Null when the text is one, otherwise what is wrong with it.</summary>
    public static IpProblem? ParseIPv6(ReadOnlySpan<char> text, bool allowEmbeddedIPv4, out IpValue value)
    {
        value = default;
        Span<ushort> groups = stackalloc ushort[GroupCount];
        var count = 0;
        var compressedAt = -1;
        var index = 0;
        if (text.StartsWith("::", StringComparison.Ordinal))
        {
            compressedAt = 0;
            index = 2;
        }

        while (index < text.Length)
        {
            var start = index;
            while (index < text.Length && char.IsAsciiHexDigit(text[index]))
            {
                index++;
            }

            if (index < text.Length && text[index] == '.' && index > start)
            {
                if (!allowEmbeddedIPv4)
                {
                    return new IpProblem(start, "an IPv6 address has no embedded dotted IPv4 part; write it in hexadecimal groups");
                }

                if (count > GroupCount - 2 || ParseIPv4(text[start..], out var tail) is not null)
                {
                    return new IpProblem(start, "the embedded IPv4 part is not an IPv4 address");
                }

                groups[count++] = (ushort)((uint)tail.Bits >> 16);
                groups[count++] = (ushort)(uint)tail.Bits;
                index = text.Length;
                break;
            }

            if (index == start)
            {
                return new IpProblem(start, "expected a group of one to four hexadecimal digits");
            }

            if (index - start > 4)
            {
                return new IpProblem(start, "a group of an IPv6 address has at most four hexadecimal digits");
            }

            if (count == GroupCount)
            {
                return new IpProblem(start, "an IPv6 address has at most eight groups");
            }

            groups[count++] = ushort.Parse(text[start..index], System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture);
            if (index == text.Length)
            {
                break;
            }

            if (text[index] != ':')
            {
                return new IpProblem(index, "expected ':' between the groups of an IPv6 address");
            }

            index++;
            if (index < text.Length && text[index] == ':')
            {
                if (compressedAt >= 0)
                {
                    return new IpProblem(index - 1, "'::' occurs at most once in an IPv6 address");
                }

                compressedAt = count;
                index++;
            }
            else if (index == text.Length)
            {
                return new IpProblem(index, "an IPv6 address does not end in a single ':'");
            }
        }

        if (compressedAt < 0 ? count != GroupCount : count == GroupCount)
        {
            return new IpProblem(0, compressedAt < 0
                ? "an IPv6 address has eight groups, or '::' in place of the missing ones"
                : "'::' stands for at least one group");
        }

        value = new IpValue(Assemble(groups[..count], compressedAt), IpFamily.IPv6);
        return null;
    }

    private static UInt128 Assemble(ReadOnlySpan<ushort> groups, int compressedAt)
    {
        UInt128 bits = 0;
        for (var i = 0; i < groups.Length; i++)
        {
            if (i == compressedAt)
            {
                bits <<= 16 * (GroupCount - groups.Length);
            }

            bits = (bits << 16) | groups[i];
        }

        // '::' at the very end: what was read so far are the leading groups. Eight missing groups would shift by 128, which the
        // type takes as no shift at all, and nothing is what there is to shift then.
        return compressedAt == groups.Length ? bits << (16 * (GroupCount - groups.Length)) : bits;
    }
}
