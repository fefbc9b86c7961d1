namespace Sightglass.Expressions.Syntax;

/// <summary>The left-hand side of a predicate: a field, possibly inside transformations.</summary>
internal static class FieldParser
{
    public static FieldSyntax? Read(SyntaxReader reader)
    {
        var (any, lower) = (false, false);
        var lowerSpan = default(SourceSpan);
        for (var depth = 0; ; depth++)
        {
            reader.SkipWhitespace();
            var start = reader.Position;
            if (reader.TakeIdentifier() is not { } identifier)
            {
                reader.Unexpected(Hints.ForMissingField(reader), depth == 0 ? ["a field", "`(`", "`!(`"] : ["a field"]);
                return null;
            }

            var span = new SourceSpan(start, identifier.Length);
            if (reader.Peek() == '[')
            {
                if (reader.Dialect != Dialect.Sampling)
                {
                    reader.Unexpected("bracketed fields exist in sampling rules only", "an operator");
                    return null;
                }

                return BracketSyntax.TryRead(reader, identifier, out var name, out var label)
                    ? Close(reader, depth, new FieldSyntax(name, label, new SourceSpan(start, reader.Position - start), any, lower, lowerSpan))
                    : null;
            }

            var afterName = reader.Position;
            reader.SkipWhitespace();
            if (reader.Peek() != '(')
            {
                reader.Position = afterName;
                return Close(reader, depth, new FieldSyntax(identifier, null, span, any, lower, lowerSpan));
            }

            if (identifier is not ("any" or "lower"))
            {
                reader.Fail(span, $"unknown transformation function: {identifier}", Hints.ForFunction(identifier));
                return null;
            }

            if (depth == ExpressionLimits.MaxTransformations)
            {
                reader.Fail(span, $"more than {ExpressionLimits.MaxTransformations} transformations of one field", "remove the repeated ones: they change nothing");
                return null;
            }

            reader.Position++;
            any |= identifier == "any";
            if (identifier == "lower" && !lower)
            {
                (lower, lowerSpan) = (true, span);
            }
        }
    }

    private static FieldSyntax? Close(SyntaxReader reader, int open, FieldSyntax field)
    {
        for (; open > 0; open--)
        {
            reader.SkipWhitespace();
            if (!reader.TryTake(")"))
            {
                reader.Unexpected(Hints.ForUnclosedTransformation(reader), "`)`");
                return null;
            }
        }

        return field;
    }
}
