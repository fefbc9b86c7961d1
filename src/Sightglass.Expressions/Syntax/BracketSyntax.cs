using Sightglass.Expressions.Fields;

namespace Sightglass.Expressions.Syntax;

/// <summary>Bracketed fields: <c>name["label"].name</c>, one token, without white space in it.</summary>
internal static class BracketSyntax
{
    /// <summary>
    /// Reads what follows an identifier from its <c>[</c> on. Gives the name with a star for the label, and the label. False on error.
    /// </summary>
    public static bool TryRead(SyntaxReader reader, string start, out string name, out string label)
    {
        (name, label) = ("", "");
        reader.Position++;
        if (reader.Peek() != '"' || reader.AtEnd)
        {
            reader.Unexpected($"write the name in double quotes: {start}[\"…\"]", "a quoted name");
            return false;
        }

        if (StringSyntax.ReadQuoted(reader) is not { } quoted)
        {
            return false;
        }

        if (!reader.TryTake("]."))
        {
            reader.Unexpected($"write {start}[\"{quoted}\"]. and what you want to know of it", "`].`");
            return false;
        }

        if (reader.TakeIdentifier() is not { } member)
        {
            reader.Unexpected(null, "a name");
            return false;
        }

        name = start + FieldDefinition.BracketStar + "." + member;
        label = quoted;
        return true;
    }

    /// <summary>Splits a complete name; false when it is not that of a bracketed field.</summary>
    public static bool TrySplit(string text, out string name, out string label)
    {
        (name, label) = ("", "");
        var reader = new SyntaxReader(text, Dialect.Sampling);
        return reader.TakeIdentifier() is { } start && reader.Peek() == '[' && TryRead(reader, start, out name, out label) && reader.AtEnd;
    }
}
