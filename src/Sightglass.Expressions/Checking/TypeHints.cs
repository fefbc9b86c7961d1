using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Syntax;

namespace Sightglass.Expressions.Checking;

/// <summary>What to do about a constant or an operator that does not fit its field.</summary>
internal static class TypeHints
{
    public static string ForMismatch(PredicateNode node, FieldType type) => type switch
    {
        FieldType.String => $"{node.Field.Name} is a String: write {StringSyntax.Quote(node.Constant.ToString())}",
        FieldType.Int => node.Constant.Type == ConstantType.String && long.TryParse(node.Constant.Text, out var value)
            ? $"{node.Field.Name} is an Int: write {value} without quotes"
            : $"{node.Field.Name} is an Int: compare it with a number",
        _ => node.Constant.Type == ConstantType.IpCidr
            ? $"{node.Field.Name} is an IpAddr: use `in` with a CIDR, or compare with a single address"
            : $"{node.Field.Name} is an IpAddr: compare it with an address without quotes",
    };

    public static string ForOperator(PredicateNode node, FieldType type) => node.Operator switch
    {
        ComparisonOperator.In or ComparisonOperator.NotIn => ForIn(node, type),
        ComparisonOperator.Matches or ComparisonOperator.Prefix or ComparisonOperator.Postfix or ComparisonOperator.Contains
            => $"{node.Field.Name} is {Article(type)}: " + (type == FieldType.Int ? "use ==, !=, <, <=, > or >=" : "use ==, !=, in or not in"),
        _ => $"{node.Field.Name} is {Article(type)}: " + (type == FieldType.String ? "use ==, !=, ~, ^=, =^ or contains" : "use ==, !=, in or not in"),
    };

    private static string ForIn(PredicateNode node, FieldType type)
    {
        if (type != FieldType.IpAddr)
        {
            var name = node.Field.Name;
            return type == FieldType.String
                ? $"{name} is a String: use contains for a part of it, or one == for each value joined with || in parentheses"
                : $"{name} is an Int: use one == for each value joined with || in parentheses";
        }

        return node.Constant.Type == ConstantType.IpAddr
            ? $"write {node.Constant.Address}/{node.Constant.Address.Width} for the one address"
            : "write a CIDR, for example 10.0.0.0/8";
    }

    private static string Article(FieldType type) => type == FieldType.String ? "a String" : type == FieldType.Int ? "an Int" : "an IpAddr";
}
