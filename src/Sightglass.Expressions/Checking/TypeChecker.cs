using System.Collections.Immutable;
using Sightglass.Expressions.Errors;
using Sightglass.Expressions.Evaluation;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Syntax;

namespace Sightglass.Expressions.Checking;

/// <summary>
/// Looks up the fields of a parsed expression and checks every predicate, in source order: field known, types equal (not asked for
/// <c>~</c>, <c>in</c> and <c>not in</c>), <c>lower()</c> only on a String, operator fits the type. The first problem wins.
/// </summary>
internal static class TypeChecker
{
    private const string Mismatch = "Type mismatch between the LHS and RHS values of predicate";

    /// <summary>Checks all predicates. Null when one is wrong. Nothing is added to the table then.</summary>
    public static ImmutableArray<Predicate>? Check(
        string text, ParsedExpression parsed, FieldCatalogue catalogue, FieldReferenceTable table, List<ExpressionWarning> warnings, out ExpressionError? error)
    {
        var resolved = new ResolvedField[parsed.Predicates.Length];
        for (var i = 0; i < resolved.Length; i++)
        {
            error = Resolve(text, parsed.Predicates[i].Field, catalogue, out resolved[i]) ?? CheckTypes(text, parsed.Predicates[i], resolved[i].Definition.Type);
            if (error is not null)
            {
                return null;
            }
        }

        error = null;
        var predicates = ImmutableArray.CreateBuilder<Predicate>(resolved.Length);
        for (var i = 0; i < resolved.Length; i++)
        {
            var node = parsed.Predicates[i];
            WarningFinder.Add(warnings, text, node, resolved[i]);
            var field = table.Intern(resolved[i].Definition, resolved[i].Label);
            predicates.Add(new Predicate(field, resolved[i].Alias ?? field.Name, node.Operator, node.Field.Any, node.Field.Lower, node.Constant, node.Pattern));
        }

        return predicates.MoveToImmutable();
    }

    private static ExpressionError? Resolve(string text, FieldSyntax field, FieldCatalogue catalogue, out ResolvedField resolved)
    {
        var problem = field.BracketLabel is { } label
            ? catalogue.ResolveBracket(field.Name, label, out resolved)
            : catalogue.Resolve(field.Name, out resolved);
        return problem is null ? null : ExpressionError.Type(text, field.Span.Offset, field.Span.Length, problem, FieldHints.For(field.Name, resolved.Definition, catalogue));
    }

    private static ExpressionError? CheckTypes(string text, PredicateNode node, FieldType type)
    {
        var constant = node.Constant.Type;
        var skipsTypeCheck = node.Operator is ComparisonOperator.Matches or ComparisonOperator.In or ComparisonOperator.NotIn;
        if (!skipsTypeCheck && !HasType(constant, type))
        {
            return ExpressionError.Type(text, node.ConstantSpan.Offset, node.ConstantSpan.Length, Mismatch, TypeHints.ForMismatch(node, type));
        }

        if (node.Field.Lower && type != FieldType.String)
        {
            var span = node.Field.LowerSpan;
            return ExpressionError.Type(text, span.Offset, span.Length, "lower-case transformation function only supported with String type fields", "remove lower()");
        }

        var message = node.Operator switch
        {
            ComparisonOperator.Matches when type != FieldType.String => "Regex operators only supports string operands",
            ComparisonOperator.Prefix or ComparisonOperator.Postfix when type != FieldType.String => "Prefix/Postfix operators only supports string operands",
            ComparisonOperator.Greater or ComparisonOperator.GreaterOrEqual or ComparisonOperator.Less or ComparisonOperator.LessOrEqual when type != FieldType.Int
                => "Greater/GreaterOrEqual/Less/LessOrEqual operators only supports integer operands",
            ComparisonOperator.In or ComparisonOperator.NotIn when type != FieldType.IpAddr || constant != ConstantType.IpCidr
                => "In/NotIn operators only supports IP in CIDR",
            ComparisonOperator.Contains when type != FieldType.String => "Contains operator only supports string operands",
            _ => null,
        };
        return message is null
            ? null
            : ExpressionError.Type(text, node.OperatorSpan.Offset, node.OperatorSpan.Length, message, TypeHints.ForOperator(node, type));
    }

    private static bool HasType(ConstantType constant, FieldType field) => constant switch
    {
        ConstantType.String => field == FieldType.String,
        ConstantType.Int => field == FieldType.Int,
        ConstantType.IpAddr => field == FieldType.IpAddr,
        _ => false,
    };
}
