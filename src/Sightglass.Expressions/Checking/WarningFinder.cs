using Sightglass.Expressions.Errors;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Syntax;

namespace Sightglass.Expressions.Checking;

/// <summary>Finds what is legal and probably not meant.</summary>
internal static class WarningFinder
{
    public static void Add(List<ExpressionWarning> warnings, string text, PredicateNode node, ResolvedField resolved)
    {
        if (resolved.IsDeprecatedName)
        {
            warnings.Add(new ExpressionWarning(
                ExpressionWarningKind.DeprecatedField,
                SourcePosition.Of(text, node.Field.Span.Offset),
                $"{node.Field.Name} is a deprecated spelling; write {resolved.Definition.Name}"));
        }

        var comparesText = node.Operator is ComparisonOperator.Equal or ComparisonOperator.NotEqual or ComparisonOperator.Prefix
            or ComparisonOperator.Postfix or ComparisonOperator.Contains;
        if (node.Field.Lower && comparesText && node.Constant.Text.AsSpan().ContainsAnyInRange('A', 'Z'))
        {
            warnings.Add(new ExpressionWarning(
                ExpressionWarningKind.UpperCaseConstant,
                SourcePosition.Of(text, node.ConstantSpan.Offset),
                "lower() changes the field and never the constant, so a constant with upper-case letters never equals it; write the constant in lower case"));
        }
    }

    public static void AddMixedPrecedence(List<ExpressionWarning> warnings, ParsedExpression parsed, string reading)
    {
        foreach (var position in parsed.MixedAt)
        {
            warnings.Add(new ExpressionWarning(
                ExpressionWarningKind.MixedPrecedence,
                position,
                $"`||` binds tighter than `&&`; this is read as {reading}"));
        }
    }
}
