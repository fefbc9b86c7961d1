using System.Collections.Immutable;
using Sightglass.Expressions.Net;

namespace Sightglass.Expressions.Syntax;

/// <summary>The right-hand side of a predicate. The forms are tried in a fixed order, and the first whose beginning fits decides.</summary>
internal static class ConstantParser
{
    private static readonly ImmutableArray<string> Forms = ["a string", "an address", "a CIDR", "an integer"];

    public static Constant? Read(SyntaxReader reader)
    {
        if (reader.Peek() == '"')
        {
            return StringSyntax.ReadQuoted(reader) is { } text ? Constant.OfString(text) : null;
        }

        if (StringSyntax.IsRawStart(reader))
        {
            return StringSyntax.ReadRaw(reader) is { } text ? Constant.OfString(text) : null;
        }

        if (AddressSyntax.IPv4Length(reader) is > 0 and var lengthV4)
        {
            return AddressSyntax.Read(reader, lengthV4, IpFamily.IPv4);
        }

        if (AddressSyntax.IPv6Length(reader) is > 0 and var lengthV6)
        {
            return AddressSyntax.Read(reader, lengthV6, IpFamily.IPv6);
        }

        if (NumberSyntax.IsStart(reader))
        {
            return NumberSyntax.Read(reader) is { } number ? Constant.OfInt(number) : null;
        }

        if (reader.Dialect == Dialect.Sampling && TakeBareWord(reader) is { } word)
        {
            return Constant.OfString(word, isBareWord: true);
        }

        reader.Unexpected(Hints.ForConstant(reader), reader.Dialect == Dialect.Sampling ? Forms.Add("a bare word") : Forms);
        return null;
    }

    private static string? TakeBareWord(SyntaxReader reader)
    {
        // r"…" and r##"…"## are mistaken raw strings, not a word `r` with a string after it.
        if (!char.IsAsciiLetter(reader.Peek()) || (reader.Peek() == 'r' && reader.Peek(1) is '"' or '#'))
        {
            return null;
        }

        var start = reader.Position;
        while (!reader.AtEnd && (SyntaxReader.IsIdentifierPart(reader.Peek()) || reader.Peek() == '-'))
        {
            reader.Position++;
        }

        return reader.Text[start..reader.Position];
    }
}
