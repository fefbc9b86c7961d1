using Sightglass.Expressions.Patterns;

namespace Sightglass.Expressions.Syntax;

/// <summary>One <c>field operator constant</c>.</summary>
internal static class PredicateParser
{
    public static PredicateNode? Read(SyntaxReader reader, int index)
    {
        if (FieldParser.Read(reader) is not { } field)
        {
            return null;
        }

        reader.SkipWhitespace();
        var operatorStart = reader.Position;
        if (OperatorParser.Read(reader, field) is not { } comparison)
        {
            return null;
        }

        var operatorSpan = new SourceSpan(operatorStart, reader.Position - operatorStart);
        reader.SkipWhitespace();
        var constantStart = reader.Position;
        if (ConstantParser.Read(reader) is not { } constant)
        {
            return null;
        }

        var constantSpan = new SourceSpan(constantStart, reader.Position - constantStart);
        CompiledPattern? pattern = null;
        if (comparison == ComparisonOperator.Matches && !TryCompile(reader, constant, constantSpan, out pattern))
        {
            return null;
        }

        return new PredicateNode
        {
            Index = index,
            Field = field,
            Operator = comparison,
            OperatorSpan = operatorSpan,
            Constant = constant,
            ConstantSpan = constantSpan,
            Pattern = pattern,
        };
    }

    private static bool TryCompile(SyntaxReader reader, Constant constant, SourceSpan span, out CompiledPattern? pattern)
    {
        pattern = null;
        if (constant.Type != ConstantType.String)
        {
            reader.Fail(span, "regex operator can only be used with String operands", "write the regular expression in double quotes or as r#\"…\"#");
            return false;
        }

        if (CompiledPattern.TryCompile(constant.Text, out pattern, out var error))
        {
            return true;
        }

        var from = StringSyntax.SourceOffsetOf(reader.Text, span.Offset, error.Index);
        var to = StringSyntax.SourceOffsetOf(reader.Text, span.Offset, error.Index + error.Length);
        reader.Fail(from, to - from, $"invalid regular expression: {error.Message}", error.Suggestion, []);
        return false;
    }
}
