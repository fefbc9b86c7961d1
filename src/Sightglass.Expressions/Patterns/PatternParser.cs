using System.Collections.Immutable;
using System.Globalization;

namespace Sightglass.Expressions.Patterns;

/// <summary>
/// Parses regular expressions in the syntax of the Rust <c>regex</c> crate. Look-around and back-references do not exist in it; what
/// exists and cannot be expressed in .NET (half word boundaries, byte mode, CRLF mode, scripts) is refused, never approximated.
/// </summary>
internal sealed class PatternParser
{
    private readonly PatternReader _reader;
    private readonly GroupParser _groups;

    private PatternParser(PatternReader reader)
    {
        _reader = reader;
        _groups = new GroupParser(reader);
    }

    /// <summary>Parses a pattern; null on error. Gives the names of the capture groups by number, null for unnamed ones.</summary>
    public static PatternNode? Parse(string pattern, out ImmutableArray<string?> groupNames, out PatternError? error)
    {
        var reader = new PatternReader(pattern);
        var parser = new PatternParser(reader);
        var root = parser.ReadAlternation(depth: 0);
        if (root is not null && !reader.AtEnd)
        {
            reader.Fail(reader.Position, 1, "unopened group", @"write `\)` for a parenthesis");
        }

        if (root is { Size: > ExpressionLimits.MaxPatternSize })
        {
            reader.Fail(0, pattern.Length, $"the pattern has more than {ExpressionLimits.MaxPatternSize} characters when its repetitions are written out", "use smaller counts");
        }

        groupNames = parser._groups.Names;
        error = reader.Error;
        return error is null ? root : null;
    }

    private PatternNode? ReadAlternation(int depth)
    {
        var branches = ImmutableArray.CreateBuilder<PatternNode>();
        do
        {
            if (ReadSequence(depth) is not { } branch)
            {
                return null;
            }

            branches.Add(branch);
        }
        while (_reader.TryTake("|"));

        return branches.Count == 1 ? branches[0] : new PatternNode.Alternation(branches.ToImmutable());
    }

    private PatternNode? ReadSequence(int depth)
    {
        var items = ImmutableArray.CreateBuilder<PatternNode>();
        var repeatable = false;
        while (true)
        {
            _reader.SkipInsignificant();
            if (_reader.AtEnd || _reader.Peek() is '|' or ')')
            {
                return items.Count switch
                {
                    0 => new PatternNode.Empty(),
                    1 => items[0],
                    _ => new PatternNode.Sequence(items.ToImmutable()),
                };
            }

            if (_reader.Peek() is '*' or '+' or '?' or '{')
            {
                if (!repeatable)
                {
                    _reader.Fail(_reader.Position, 1, "there is nothing to repeat", $"write `\\{_reader.Peek()}` for the character itself");
                    return null;
                }

                if (RepetitionParser.Read(_reader, items[^1]) is not { } repeated)
                {
                    return null;
                }

                items[^1] = repeated;
                continue;
            }

            if (_reader.Peek() == '(' && _groups.TryReadFlags())
            {
                repeatable = false;
                continue;
            }

            if (_reader.Error is not null || ReadAtom(depth) is not { } atom)
            {
                return null;
            }

            items.Add(atom);
            repeatable = true;
        }
    }

    private PatternNode? ReadAtom(int depth)
    {
        switch (_reader.Peek())
        {
            case '(':
                return ReadGroup(depth);
            case '[':
                return ClassParser.Read(_reader, depth: 0) is { } set ? new PatternNode.Class(set, _reader.Flags.IgnoreCase) : null;
            case '\\':
                return EscapeParser.Read(_reader);
            case '.':
                _reader.Position++;
                return new PatternNode.Class(_reader.Flags.DotAll ? AnyCharacter : NoLineFeed, IgnoreCase: false);
            case '^':
                _reader.Position++;
                return new PatternNode.Assertion(_reader.Flags.MultiLine ? "(?m:^)" : @"\A");
            case '$':
                _reader.Position++;
                return new PatternNode.Assertion(_reader.Flags.MultiLine ? "(?m:$)" : @"\z");
        }

        var codePoint = _reader.TakeCodePoint();
        return codePoint < 0 ? null : new PatternNode.Literal(codePoint, _reader.Flags.IgnoreCase);
    }

    private PatternNode? ReadGroup(int depth)
    {
        var open = _reader.Position;
        if (depth == ExpressionLimits.MaxPatternDepth)
        {
            _reader.Fail(open, 1, string.Create(CultureInfo.InvariantCulture, $"groups are nested deeper than {ExpressionLimits.MaxPatternDepth}"));
            return null;
        }

        var flags = _reader.Flags;
        if (!_groups.TryOpen(out var number) || ReadAlternation(depth + 1) is not { } content)
        {
            return null;
        }

        if (!_reader.TryTake(")"))
        {
            _reader.Fail(open, 1, "the group is not closed", "close it with `)`");
            return null;
        }

        // Flags set inside a group end with it.
        _reader.Flags = flags;
        return number is { } capture ? new PatternNode.Capture(capture, content) : content;
    }

    private static readonly CharacterClass AnyCharacter = new CharacterClass.Named(UnicodeProperty.Any, Negated: false);

    private static readonly CharacterClass NoLineFeed = new CharacterClass.Union([new CharacterClass.Range('\n', '\n')], Negated: true);
}
