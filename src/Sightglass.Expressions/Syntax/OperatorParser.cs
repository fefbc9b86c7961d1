using System.Collections.Immutable;

namespace Sightglass.Expressions.Syntax;

/// <summary>The operator of a predicate.</summary>
internal static class OperatorParser
{
    private static readonly ImmutableArray<string> Operators =
        ["`==`", "`!=`", "`~`", "`^=`", "`=^`", "`>=`", "`>`", "`<=`", "`<`", "`in`", "`not in`", "`contains`"];

    private static readonly ImmutableArray<(string Token, ComparisonOperator Operator)> Symbols =
    [
        ("==", ComparisonOperator.Equal),
        ("!=", ComparisonOperator.NotEqual),
        ("~", ComparisonOperator.Matches),
        ("^=", ComparisonOperator.Prefix),
        ("=^", ComparisonOperator.Postfix),
        (">=", ComparisonOperator.GreaterOrEqual),
        (">", ComparisonOperator.Greater),
        ("<=", ComparisonOperator.LessOrEqual),
        ("<", ComparisonOperator.Less),
    ];

    public static ComparisonOperator? Read(SyntaxReader reader, FieldSyntax field)
    {
        // A misspelling may start with a valid operator (`<>`, `===`, `includes`), so those that are known are looked for first.
        if (Hints.ForOperator(reader, field) is { } hint)
        {
            reader.Unexpected(hint, Operators);
            return null;
        }

        foreach (var (token, comparison) in Symbols)
        {
            if (reader.TryTake(token))
            {
                return comparison;
            }
        }

        if (reader.TryTake("in"))
        {
            return ComparisonOperator.In;
        }

        if (reader.StartsWith("not"))
        {
            return ReadNotIn(reader);
        }

        if (reader.TryTake("contains"))
        {
            return ComparisonOperator.Contains;
        }

        reader.Unexpected(Hints.ForMissingOperator(reader, field), Operators);
        return null;
    }

    private static ComparisonOperator? ReadNotIn(SyntaxReader reader)
    {
        var start = reader.Position;
        reader.Position += "not".Length;
        if (reader.SkipWhitespace() && reader.TryTake("in"))
        {
            return ComparisonOperator.NotIn;
        }

        reader.Position = start;
        reader.Unexpected("write `not in` with white space between the words", Operators);
        return null;
    }
}
