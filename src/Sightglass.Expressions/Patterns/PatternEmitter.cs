using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Sightglass.Expressions.Patterns;

/// <summary>
/// Writes a parsed pattern in .NET's syntax. .NET matches UTF-16 code units and the reference code points, so everything that can match
/// a code point beyond U+FFFF is written so that it takes both units of the pair, and nothing ever takes one alone.
/// </summary>
internal sealed class PatternEmitter
{
    private readonly StringBuilder _output = new();

    public static string Emit(PatternNode root)
    {
        var emitter = new PatternEmitter();
        emitter.Write(root);
        return emitter._output.ToString();
    }

    private void Write(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.Literal literal:
                WriteLiterals([literal]);
                break;
            case PatternNode.Class set:
                ClassEmitter.Write(_output, set.Set, set.IgnoreCase);
                break;
            case PatternNode.Assertion assertion:
                _output.Append(assertion.DotNet);
                break;
            case PatternNode.Capture capture:
                // Numbered explicitly: left to itself, .NET numbers the named groups after all others.
                _output.Append(CultureInfo.InvariantCulture, $"(?<{capture.Number}>");
                Write(capture.Content);
                _output.Append(')');
                break;
            case PatternNode.Repeat repeat:
                WriteRepeat(repeat);
                break;
            case PatternNode.Sequence sequence:
                WriteSequence(sequence.Items);
                break;
            case PatternNode.Alternation alternation:
                WriteAlternation(alternation.Branches);
                break;
        }
    }

    private void WriteSequence(ImmutableArray<PatternNode> items)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] is not PatternNode.Literal first)
            {
                Write(items[i]);
                continue;
            }

            var run = new List<PatternNode.Literal> { first };
            while (i + 1 < items.Length && items[i + 1] is PatternNode.Literal next && next.IgnoreCase == first.IgnoreCase)
            {
                run.Add(next);
                i++;
            }

            WriteLiterals(run);
        }
    }

    private void WriteLiterals(List<PatternNode.Literal> literals)
    {
        var ignoreCase = literals[0].IgnoreCase;
        _output.Append(ignoreCase ? "(?i:" : "");
        foreach (var literal in literals)
        {
            ClassEmitter.WriteCodePoint(_output, literal.CodePoint);
        }

        _output.Append(ignoreCase ? ")" : "");
    }

    private void WriteRepeat(PatternNode.Repeat repeat)
    {
        _output.Append("(?:");
        Write(repeat.Content);
        _output.Append(')');
        _output.Append((repeat.Min, repeat.Max) switch
        {
            (0, null) => "*",
            (1, null) => "+",
            (0, 1) => "?",
            (var min, null) => string.Create(CultureInfo.InvariantCulture, $"{{{min},}}"),
            var (min, max) => string.Create(CultureInfo.InvariantCulture, $"{{{min},{max}}}"),
        });
        _output.Append(repeat.Lazy ? "?" : "");
    }

    private void WriteAlternation(ImmutableArray<PatternNode> branches)
    {
        _output.Append("(?:");
        for (var i = 0; i < branches.Length; i++)
        {
            _output.Append(i > 0 ? "|" : "");
            Write(branches[i]);
        }

        _output.Append(')');
    }
}
