using System.Buffers;

namespace Sightglass.Plugins.Lua.Sources;

/// <summary>Splits a chunk into tokens.</summary>
internal ref struct LuaLexer(ReadOnlySpan<char> source)
{
    private static readonly SearchValues<string> Keywords = SearchValues.Create(
        [
            "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil", "not", "or", "repeat",
            "return", "then", "true", "until", "while",
        ],
        StringComparison.Ordinal);

    private static readonly string[] Symbols = ["...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>"];

    private readonly ReadOnlySpan<char> _source = source;
    private int _position;

    /// <summary>The next token.</summary>
    /// <exception cref="FormatException">What follows is not Lua.</exception>
    public LuaToken Next()
    {
        SkipSpace();
        var start = _position;
        if (start == _source.Length)
        {
            return new LuaToken(LuaTokenKind.End, start, start);
        }

        var first = _source[start];
        if (char.IsAsciiLetter(first) || first == '_')
        {
            while (_position < _source.Length && (char.IsAsciiLetterOrDigit(_source[_position]) || _source[_position] == '_'))
            {
                _position++;
            }

            var word = _source[start.._position].ToString();
            return new LuaToken(Keywords.Contains(word) ? LuaTokenKind.Keyword : LuaTokenKind.Name, start, _position);
        }

        if (char.IsAsciiDigit(first) || (first == '.' && start + 1 < _source.Length && char.IsAsciiDigit(_source[start + 1])))
        {
            SkipNumber();
            return new LuaToken(LuaTokenKind.Number, start, _position);
        }

        if (first is '"' or '\'')
        {
            SkipQuoted(first);
            return new LuaToken(LuaTokenKind.Text, start, _position);
        }

        if (first == '[' && TrySkipLong())
        {
            return new LuaToken(LuaTokenKind.Text, start, _position);
        }

        _position += SymbolLength();
        return new LuaToken(LuaTokenKind.Symbol, start, _position);
    }

    private readonly int SymbolLength()
    {
        foreach (var symbol in Symbols)
        {
            if (_source[_position..].StartsWith(symbol, StringComparison.Ordinal))
            {
                return symbol.Length;
            }
        }

        return 1;
    }

    private void SkipSpace()
    {
        while (_position < _source.Length)
        {
            if (char.IsWhiteSpace(_source[_position]))
            {
                _position++;
            }
            else if (_source[_position..].StartsWith("--", StringComparison.Ordinal))
            {
                _position += 2;
                if (_position == _source.Length || _source[_position] != '[' || !TrySkipLong())
                {
                    var end = _source[_position..].IndexOfAny('\n', '\r');
                    _position = end < 0 ? _source.Length : _position + end;
                }
            }
            else
            {
                return;
            }
        }
    }

    private void SkipNumber()
    {
        var isHexadecimal = _source[_position..].StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        while (_position < _source.Length)
        {
            var c = _source[_position];
            var isExponent = isHexadecimal ? c is 'p' or 'P' : c is 'e' or 'E';
            if (isExponent && _position + 1 < _source.Length && _source[_position + 1] is '+' or '-')
            {
                _position += 2;
            }
            else if (char.IsAsciiLetterOrDigit(c) || c is '.' or '_')
            {
                _position++;
            }
            else
            {
                return;
            }
        }
    }

    private void SkipQuoted(char quote)
    {
        for (_position++; _position < _source.Length; _position++)
        {
            switch (_source[_position])
            {
                case '\\' when _position + 1 < _source.Length && _source[_position + 1] == 'z':
                    _position += 2;
                    while (_position < _source.Length && char.IsWhiteSpace(_source[_position]))
                    {
                        _position++;
                    }

                    _position--;
                    break;
                case '\\':
                    // An escaped line end may be two characters.
                    _position += _source[_position..].StartsWith("\\\r\n", StringComparison.Ordinal) ? 2 : 1;
                    break;
                case '\n' or '\r':
                    throw new FormatException("a text does not end");
                case var c when c == quote:
                    _position++;
                    return;
            }
        }

        throw new FormatException("a text does not end");
    }

    /// <summary>Skips <c>[[…]]</c> or <c>[==[…]==]</c>, if that is what is here.</summary>
    private bool TrySkipLong()
    {
        var level = 0;
        while (_position + 1 + level < _source.Length && _source[_position + 1 + level] == '=')
        {
            level++;
        }

        if (_position + 1 + level >= _source.Length || _source[_position + 1 + level] != '[')
        {
            return false;
        }

        var close = $"]{new string('=', level)}]";
        var end = _source[_position..].IndexOf(close, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new FormatException("a long text does not end");
        }

        _position += end + close.Length;
        return true;
    }
}
