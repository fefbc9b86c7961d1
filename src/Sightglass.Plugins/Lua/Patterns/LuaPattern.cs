namespace Sightglass.Plugins.Lua.Patterns;

/// <summary>
/// Lua patterns (reference manual 6.4.1) over bytes, with a bound on the work. The interpreter's own matcher has none: a short pattern of
/// several repetitions can keep it busy for hours, and no hook interrupts native code.
/// </summary>
internal ref struct LuaPattern
{
    private const int MaxCaptures = 32;
    private const int MaxDepth = 200;
    private const int PositionCapture = -2;
    private const int OpenCapture = -1;
    private const int NoMatch = -1;
    private const byte Escape = (byte)'%';

    private readonly ReadOnlySpan<byte> _source;
    private readonly ReadOnlySpan<byte> _pattern;
    private readonly Span<int> _starts;
    private readonly Span<int> _lengths;
    private int _level;
    private int _depth;
    private long _steps;

    /// <param name="source">The text.</param>
    /// <param name="pattern">The pattern, without the anchor at its beginning.</param>
    /// <param name="captures">Room for 64 numbers.</param>
    /// <param name="steps">Characters that may be looked at.</param>
    public LuaPattern(ReadOnlySpan<byte> source, ReadOnlySpan<byte> pattern, Span<int> captures, long steps)
    {
        _source = source;
        _pattern = pattern;
        _starts = captures[..MaxCaptures];
        _lengths = captures[MaxCaptures..];
        _steps = steps;
    }

    /// <summary>Characters that may still be looked at.</summary>
    public readonly long StepsLeft => _steps;

    /// <summary>Captures of the last match.</summary>
    public readonly int Captures => _level;

    /// <summary>Matches at exactly one position.</summary>
    /// <returns>Where the match ends; −1 when there is none.</returns>
    public int MatchAt(int position)
    {
        _level = 0;
        _depth = 0;
        return Match(position, 0);
    }

    /// <summary>A capture of the last match.</summary>
    /// <param name="index">Its number from 0.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="length">Its length; −1 for a position capture.</param>
    public readonly void Capture(int index, out int start, out int length)
    {
        if (_lengths[index] == OpenCapture)
        {
            throw new LuaException("unfinished capture");
        }

        start = _starts[index];
        length = _lengths[index] == PositionCapture ? -1 : _lengths[index];
    }

    private int Match(int s, int p)
    {
        if (++_depth > MaxDepth)
        {
            throw new LuaException("pattern too complex");
        }

        try
        {
            while (p < _pattern.Length)
            {
                Step();
                switch (_pattern[p])
                {
                    case (byte)'(':
                        return At(p + 1) == ')' ? StartCapture(s, p + 2, PositionCapture) : StartCapture(s, p + 1, OpenCapture);
                    case (byte)')':
                        return EndCapture(s, p + 1);
                    case (byte)'$' when p + 1 == _pattern.Length:
                        return s == _source.Length ? s : NoMatch;
                    case Escape when At(p + 1) is 'b' or 'f' or (>= '0' and <= '9'):
                        if (!MatchSpecial(ref s, ref p))
                        {
                            return NoMatch;
                        }

                        continue;
                }

                var end = ClassEnd(p);
                switch (At(end))
                {
                    case '?':
                        if (MatchesOne(s, p, end) && Match(s + 1, end + 1) is var rest and not NoMatch)
                        {
                            return rest;
                        }

                        p = end + 1;
                        continue;
                    case '+':
                        return MatchesOne(s, p, end) ? MatchMost(s + 1, p, end) : NoMatch;
                    case '*':
                        return MatchMost(s, p, end);
                    case '-':
                        return MatchFewest(s, p, end);
                }

                if (!MatchesOne(s, p, end))
                {
                    return NoMatch;
                }

                s++;
                p = end;
            }

            return s;
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>Balanced text, frontiers and back references.</summary>
    private bool MatchSpecial(ref int s, ref int p)
    {
        switch (_pattern[p + 1])
        {
            case (byte)'b':
                s = MatchBalance(s, p + 2);
                p += 4;
                return s != NoMatch;
            case (byte)'f':
                p += 2;
                if (At(p) != '[')
                {
                    throw new LuaException("missing '[' after '%f' in pattern");
                }

                var end = ClassEnd(p);
                var before = s == 0 ? (byte)0 : _source[s - 1];
                var here = s < _source.Length ? _source[s] : (byte)0;
                var matches = !InSet(before, p, end - 1) && InSet(here, p, end - 1);
                p = end;
                return matches;
            default:
                s = MatchBackReference(s, _pattern[p + 1]);
                p += 2;
                return s != NoMatch;
        }
    }

    private int MatchMost(int s, int p, int end)
    {
        var count = 0;
        while (MatchesOne(s + count, p, end))
        {
            count++;
        }

        for (; count >= 0; count--)
        {
            var result = Match(s + count, end + 1);
            if (result != NoMatch)
            {
                return result;
            }
        }

        return NoMatch;
    }

    private int MatchFewest(int s, int p, int end)
    {
        while (true)
        {
            var result = Match(s, end + 1);
            if (result != NoMatch)
            {
                return result;
            }

            if (!MatchesOne(s, p, end))
            {
                return NoMatch;
            }

            s++;
        }
    }

    private int StartCapture(int s, int p, int kind)
    {
        if (_level >= MaxCaptures)
        {
            throw new LuaException("too many captures");
        }

        _starts[_level] = s;
        _lengths[_level] = kind;
        _level++;
        var result = Match(s, p);
        if (result == NoMatch)
        {
            _level--;
        }

        return result;
    }

    private int EndCapture(int s, int p)
    {
        var open = _level - 1;
        while (open >= 0 && _lengths[open] != OpenCapture)
        {
            open--;
        }

        if (open < 0)
        {
            throw new LuaException("invalid pattern capture");
        }

        _lengths[open] = s - _starts[open];
        var result = Match(s, p);
        if (result == NoMatch)
        {
            _lengths[open] = OpenCapture;
        }

        return result;
    }

    private int MatchBackReference(int s, byte digit)
    {
        var index = digit - '1';
        if (index < 0 || index >= _level || _lengths[index] == OpenCapture)
        {
            throw new LuaException($"invalid capture index %{index + 1}");
        }

        var length = _lengths[index];
        if (length < 0)
        {
            // A position has no text to refer back to.
            return NoMatch;
        }

        Step(length);
        return _source[s..].StartsWith(_source.Slice(_starts[index], length)) ? s + length : NoMatch;
    }

    private int MatchBalance(int s, int p)
    {
        if (p + 1 >= _pattern.Length)
        {
            throw new LuaException("malformed pattern (missing arguments to '%b')");
        }

        var (opening, closing) = (_pattern[p], _pattern[p + 1]);
        if (s >= _source.Length || _source[s] != opening)
        {
            return NoMatch;
        }

        var depth = 1;
        for (var i = s + 1; i < _source.Length; i++)
        {
            Step();
            if (_source[i] == closing)
            {
                if (--depth == 0)
                {
                    return i + 1;
                }
            }
            else if (_source[i] == opening)
            {
                depth++;
            }
        }

        return NoMatch;
    }

    /// <summary>Where the single-character class at <paramref name="p"/> ends.</summary>
    private readonly int ClassEnd(int p)
    {
        switch (_pattern[p++])
        {
            case Escape:
                return p < _pattern.Length ? p + 1 : throw new LuaException("malformed pattern (ends with '%')");
            case (byte)'[':
                if (At(p) == '^')
                {
                    p++;
                }

                // The first character of a set stands for itself, even a closing bracket.
                do
                {
                    if (p >= _pattern.Length)
                    {
                        throw new LuaException("malformed pattern (missing ']')");
                    }

                    if (_pattern[p++] == Escape)
                    {
                        p++;
                    }
                }
                while (At(p) != ']');

                return p + 1;
            default:
                return p;
        }
    }

    private bool MatchesOne(int s, int p, int end)
    {
        Step();
        if (s >= _source.Length)
        {
            return false;
        }

        var c = _source[s];
        return _pattern[p] switch
        {
            (byte)'.' => true,
            Escape => CharacterClass.Contains(c, _pattern[p + 1]),
            (byte)'[' => InSet(c, p, end - 1),
            var literal => literal == c,
        };
    }

    /// <summary>Whether a character is in the set from its opening bracket to its closing one.</summary>
    private readonly bool InSet(byte c, int p, int closing)
    {
        var found = true;
        if (_pattern[p + 1] == '^')
        {
            found = false;
            p++;
        }

        while (++p < closing)
        {
            if (_pattern[p] == Escape)
            {
                p++;
                if (CharacterClass.Contains(c, _pattern[p]))
                {
                    return found;
                }
            }
            else if (_pattern[p + 1] == '-' && p + 2 < closing)
            {
                if (_pattern[p] <= c && c <= _pattern[p + 2])
                {
                    return found;
                }

                p += 2;
            }
            else if (_pattern[p] == c)
            {
                return found;
            }
        }

        return !found;
    }

    private readonly char At(int p) => p < _pattern.Length ? (char)_pattern[p] : '\0';

    private void Step(int count = 1)
    {
        _steps -= count;
        if (_steps < 0)
        {
            throw new LuaException("pattern matching takes too long");
        }
    }
}
