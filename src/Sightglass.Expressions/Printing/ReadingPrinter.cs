using System.Collections.Immutable;
using System.Text;
using Sightglass.Expressions.Evaluation;
using Sightglass.Expressions.Syntax;

namespace Sightglass.Expressions.Printing;

/// <summary>Writes an expression as it was understood: every group in parentheses, plain constants.</summary>
internal sealed class ReadingPrinter(ImmutableArray<Predicate> predicates)
{
    private readonly StringBuilder _output = new();

    public static string Print(Node root, ImmutableArray<Predicate> predicates)
    {
        var printer = new ReadingPrinter(predicates);
        printer.Write(root);
        return printer._output.ToString();
    }

    /// <summary>Writes one predicate.</summary>
    public static void Append(StringBuilder output, Predicate predicate)
    {
        output.Append(predicate.Any ? "any(" : "").Append(predicate.Lower ? "lower(" : "");
        output.Append(predicate.Name);
        output.Append(predicate.Lower ? ")" : "").Append(predicate.Any ? ")" : "");
        output.Append(' ').Append(ComparisonOperatorText.Of(predicate.Operator)).Append(' ');
        output.Append(Print(predicate.Constant, predicate.Operator));
    }

    private static string Print(Constant constant, ComparisonOperator comparison)
    {
        if (constant.Type != ConstantType.String)
        {
            return constant.ToString();
        }

        // Regular expressions are full of backslashes, and read better raw.
        var raw = comparison == ComparisonOperator.Matches && constant.Text.Contains('\\', StringComparison.Ordinal) ? StringSyntax.QuoteRaw(constant.Text) : null;
        return raw ?? StringSyntax.Quote(constant.Text);
    }

    private void Write(Node node)
    {
        switch (node)
        {
            case AndNode and:
                WriteOperands(and.Operands, " && ");
                break;
            case OrNode or:
                WriteOperands(or.Operands, " || ");
                break;
            case NotNode not:
                _output.Append("!(");
                Write(not.Operand);
                _output.Append(')');
                break;
            case PredicateNode predicate:
                Append(_output, predicates[predicate.Index]);
                break;
        }
    }

    private void WriteOperands(ImmutableArray<Node> operands, string separator)
    {
        for (var i = 0; i < operands.Length; i++)
        {
            _output.Append(i > 0 ? separator : "");
            var isGroup = operands[i] is AndNode or OrNode;
            _output.Append(isGroup ? "(" : "");
            Write(operands[i]);
            _output.Append(isGroup ? ")" : "");
        }
    }
}
