namespace Sightglass.Expressions.Syntax;

/// <summary>How the operators are written.</summary>
internal static class ComparisonOperatorText
{
    public static string Of(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => "==",
        ComparisonOperator.NotEqual => "!=",
        ComparisonOperator.Matches => "~",
        ComparisonOperator.Prefix => "^=",
        ComparisonOperator.Postfix => "=^",
        ComparisonOperator.GreaterOrEqual => ">=",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Less => "<",
        ComparisonOperator.In => "in",
        ComparisonOperator.NotIn => "not in",
        ComparisonOperator.Contains => "contains",
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, null),
    };
}
