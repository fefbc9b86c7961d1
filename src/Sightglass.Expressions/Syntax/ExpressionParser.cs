using System.Collections.Immutable;
using Sightglass.Expressions.Errors;

namespace Sightglass.Expressions.Syntax;

/// <summary>
/// The structure of an expression. <c>||</c> binds tighter than <c>&amp;&amp;</c>, as in the reference and unlike in most languages.
/// </summary>
internal sealed class ExpressionParser
{
    private readonly SyntaxReader _reader;
    private readonly ImmutableArray<PredicateNode>.Builder _predicates = ImmutableArray.CreateBuilder<PredicateNode>();
    private readonly List<SourcePosition> _mixedAt = [];

    private ExpressionParser(SyntaxReader reader) => _reader = reader;

    /// <summary>Parses a whole text; null on error.</summary>
    public static ParsedExpression? Parse(string text, Dialect dialect, out ExpressionError? error)
    {
        var reader = new SyntaxReader(text, dialect);
        if (text.Length > ExpressionLimits.MaxLength)
        {
            reader.Fail(ExpressionLimits.MaxLength, 0, $"the expression is longer than {ExpressionLimits.MaxLength} characters", "split it into several rules", []);
            error = reader.Error;
            return null;
        }

        var parser = new ExpressionParser(reader);
        var root = parser.ReadConjunction(depth: 0);
        if (root is not null && !reader.AtEnd)
        {
            reader.Unexpected(Hints.ForLeftover(reader), "`&&`", "`||`", "the end of the expression");
            root = null;
        }

        error = reader.Error;
        return root is null ? null : new ParsedExpression(root, parser._predicates.ToImmutable(), [.. parser._mixedAt]);
    }

    private Node? ReadConjunction(int depth)
    {
        var operands = ImmutableArray.CreateBuilder<Node>();
        SourcePosition? looseAlternative = null;
        do
        {
            if (ReadDisjunction(depth, out var alternativeAt) is not { } operand)
            {
                return null;
            }

            looseAlternative ??= alternativeAt;
            operands.Add(operand);
            _reader.SkipWhitespace();
        }
        while (_reader.TryTake("&&"));

        if (operands.Count > 1 && looseAlternative is { } at)
        {
            _mixedAt.Add(at);
        }

        return operands.Count == 1 ? operands[0] : new AndNode(operands.ToImmutable());
    }

    private Node? ReadDisjunction(int depth, out SourcePosition? alternativeAt)
    {
        alternativeAt = null;
        var operands = ImmutableArray.CreateBuilder<Node>();
        while (true)
        {
            if (ReadTerm(depth) is not { } operand)
            {
                return null;
            }

            operands.Add(operand);
            _reader.SkipWhitespace();
            var at = _reader.Position;
            if (!_reader.TryTake("||"))
            {
                break;
            }

            alternativeAt ??= SourcePosition.Of(_reader.Text, at);
        }

        return operands.Count == 1 ? operands[0] : new OrNode(operands.ToImmutable());
    }

    private Node? ReadTerm(int depth)
    {
        _reader.SkipWhitespace();
        var negated = false;
        if (_reader.TryTake("!"))
        {
            var afterBang = _reader.Position;
            _reader.SkipWhitespace();
            if (_reader.Peek() != '(')
            {
                _reader.Unexpected(Hints.ForNegation(_reader, afterBang), "`(`");
                return null;
            }

            negated = true;
        }

        if (_reader.Peek() != '(')
        {
            var predicate = PredicateParser.Read(_reader, _predicates.Count);
            if (predicate is not null)
            {
                _predicates.Add(predicate);
            }

            return predicate;
        }

        return ReadGroup(depth) is not { } group ? null : negated ? new NotNode(group) : group;
    }

    private Node? ReadGroup(int depth)
    {
        var open = new SourceSpan(_reader.Position, 1);
        if (depth == ExpressionLimits.MaxDepth)
        {
            _reader.Fail(open, $"groups are nested deeper than {ExpressionLimits.MaxDepth}", "remove parentheses that change nothing, or split the rule");
            return null;
        }

        _reader.Position++;
        if (ReadConjunction(depth + 1) is not { } group)
        {
            return null;
        }

        if (_reader.TryTake(")"))
        {
            return group;
        }

        var opened = SourcePosition.Of(_reader.Text, open.Offset);
        _reader.Unexpected(
            _reader.AtEnd ? $"close the parenthesis opened at line {opened.Line}, column {opened.Column}" : Hints.ForLeftover(_reader),
            "`&&`", "`||`", "`)`");
        return null;
    }
}
