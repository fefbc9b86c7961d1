namespace Sightglass.Expressions.Syntax;

/// <summary>The operators of a predicate.</summary>
internal enum ComparisonOperator
{
    Equal,
    NotEqual,
    Matches,
    Prefix,
    Postfix,
    GreaterOrEqual,
    Greater,
    LessOrEqual,
    Less,
    In,
    NotIn,
    Contains,
}
