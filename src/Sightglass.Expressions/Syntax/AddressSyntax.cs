using System.Globalization;
using Sightglass.Expressions.Net;

namespace Sightglass.Expressions.Syntax;

/// <summary>Addresses and CIDRs.</summary>
internal static class AddressSyntax
{
    /// <summary>How many characters at the cursor have the outline of an IPv4 address: four dotted groups of one to three digits.</summary>
    public static int IPv4Length(SyntaxReader reader)
    {
        var index = 0;
        for (var group = 0; group < 4; group++)
        {
            if (group > 0 && reader.Peek(index++) != '.')
            {
                return 0;
            }

            var start = index;
            while (index - start < 3 && char.IsAsciiDigit(reader.Peek(index)))
            {
                index++;
            }

            if (index == start)
            {
                return 0;
            }
        }

        return index;
    }

    /// <summary>How many characters at the cursor are read as an IPv6 address: hexadecimal groups and colons, from the first colon on.</summary>
    public static int IPv6Length(SyntaxReader reader)
    {
        var index = 0;
        while (index < 4 && char.IsAsciiHexDigit(reader.Peek(index)))
        {
            index++;
        }

        if (reader.Peek(index) != ':')
        {
            return 0;
        }

        while (char.IsAsciiHexDigit(reader.Peek(index)) || reader.Peek(index) == ':')
        {
            index++;
        }

        return index;
    }

    /// <summary>Reads an address or CIDR whose address part has the given length; null on error.</summary>
    public static Constant? Read(SyntaxReader reader, int length, IpFamily family)
    {
        var start = reader.Position;
        var text = reader.Rest[..length];
        IpValue address;
        var problem = family == IpFamily.IPv4
            ? IpParser.ParseIPv4(text, out address)
            : IpParser.ParseIPv6(text, allowEmbeddedIPv4: false, out address);
        reader.Position += length;
        if (family == IpFamily.IPv6 && reader.Peek() is '.' or '%')
        {
            var message = reader.Peek() == '.' ? "an IPv6 constant has no embedded dotted IPv4 part" : "an IPv6 constant has no zone id";
            var suggestion = reader.Peek() == '.' ? "write the last two groups in hexadecimal" : "leave the zone out";
            reader.Fail(new SourceSpan(start, length + 1), message, suggestion);
            return null;
        }

        if (problem is { } wrong)
        {
            reader.Fail(start + wrong.Index, Math.Max(0, length - wrong.Index), $"not an {family} address: {wrong.Message}", null, []);
            return null;
        }

        if (reader.Peek() == '/' && char.IsAsciiDigit(reader.Peek(1)))
        {
            return ReadPrefix(reader, start, address);
        }

        if (!reader.AtEnd && (SyntaxReader.IsIdentifierPart(reader.Peek()) || reader.Peek() is ':' or '/'))
        {
            reader.Unexpected("write an address alone, or with `/` and a prefix length directly after it", "`&&`", "`||`", "the end of the expression");
            return null;
        }

        return Constant.OfAddress(address);
    }

    private static Constant? ReadPrefix(SyntaxReader reader, int start, IpValue address)
    {
        reader.Position++;
        var digits = reader.Position;
        while (char.IsAsciiDigit(reader.Peek()))
        {
            reader.Position++;
        }

        var text = reader.Text.AsSpan(digits, reader.Position - digits);
        var maxDigits = address.Family == IpFamily.IPv4 ? 2 : 3;
        if (text.Length > maxDigits || int.Parse(text, CultureInfo.InvariantCulture) > address.Width)
        {
            reader.Fail(digits, text.Length, $"the prefix length of an {address.Family} CIDR is 0 to {address.Width}", null, []);
            return null;
        }

        var range = new IpCidr(address, int.Parse(text, CultureInfo.InvariantCulture));
        if (!range.HostPartIsZero)
        {
            reader.Fail(
                new SourceSpan(start, reader.Position - start),
                "host part of address was not zero",
                $"write {range.FirstAddress()}/{range.PrefixLength} for the range, or {address}/{address.Width} for the one address");
            return null;
        }

        return Constant.OfRange(range);
    }
}
