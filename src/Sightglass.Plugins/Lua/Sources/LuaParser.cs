namespace Sightglass.Plugins.Lua.Sources;

/// <summary>Reads a chunk, to find the operands of <c>..</c>. Statements are read for where expressions begin and end.</summary>
/// <exception cref="FormatException">Thrown by all members when the chunk is not Lua.</exception>
internal sealed class LuaParser
{
    private const int MaxDepth = 190;
    private const int UnaryPriority = 12;

    private readonly string _source;
    private readonly List<LuaToken> _tokens = [];
    private int _next;
    private int _depth;

    public LuaParser(string source)
    {
        _source = source;
        var lexer = new LuaLexer(source);
        LuaToken token;
        do
        {
            token = lexer.Next();
            _tokens.Add(token);
        }
        while (token.Kind != LuaTokenKind.End);
    }

    /// <summary>The operands of <c>..</c> that may be something else than text.</summary>
    public List<LuaOperand> Joined { get; } = [];

    private LuaToken Current => _tokens[_next];

    private int LastEnd => _next == 0 ? 0 : _tokens[_next - 1].End;

    public void ReadChunk()
    {
        Block();
        if (Current.Kind != LuaTokenKind.End)
        {
            throw Unexpected();
        }
    }

    private void Block()
    {
        Enter();
        while (Current.Kind != LuaTokenKind.End && !Is("end") && !Is("else") && !Is("elseif") && !Is("until"))
        {
            Statement();
        }

        _depth--;
    }

    private void Statement()
    {
        if (Skip(";") || Skip("break"))
        {
            return;
        }

        if (Skip("::"))
        {
            Name();
            Take("::");
        }
        else if (Skip("goto"))
        {
            Name();
        }
        else if (Skip("do"))
        {
            BlockTo("end");
        }
        else if (Skip("while"))
        {
            Expression();
            Take("do");
            BlockTo("end");
        }
        else if (Skip("repeat"))
        {
            BlockTo("until");
            Expression();
        }
        else if (Skip("if"))
        {
            If();
        }
        else if (Skip("for"))
        {
            For();
        }
        else if (Skip("function"))
        {
            FunctionName();
            FunctionBody();
        }
        else if (Skip("local"))
        {
            Local();
        }
        else if (Skip("return"))
        {
            if (Current.Kind != LuaTokenKind.End && !Is("end") && !Is("else") && !Is("elseif") && !Is("until") && !Is(";"))
            {
                Expressions();
            }
        }
        else
        {
            Assignment();
        }
    }

    private void If()
    {
        Expression();
        Take("then");
        Block();
        while (Skip("elseif"))
        {
            Expression();
            Take("then");
            Block();
        }

        if (Skip("else"))
        {
            Block();
        }

        Take("end");
    }

    private void For()
    {
        Name();
        while (Skip(","))
        {
            Name();
        }

        if (!Skip("="))
        {
            Take("in");
        }

        Expressions();
        Take("do");
        BlockTo("end");
    }

    private void FunctionName()
    {
        Name();
        while (Skip(".") || Skip(":"))
        {
            Name();
        }
    }

    private void FunctionBody()
    {
        Take("(");
        while (!Skip(")"))
        {
            if (!Skip("..."))
            {
                Name();
            }

            if (!Is(")"))
            {
                Take(",");
            }
        }

        BlockTo("end");
    }

    private void Local()
    {
        if (Skip("function"))
        {
            Name();
            FunctionBody();
            return;
        }

        do
        {
            Name();
            if (Skip("<"))
            {
                Name();
                Take(">");
            }
        }
        while (Skip(","));

        if (Skip("="))
        {
            Expressions();
        }
    }

    /// <summary>An assignment, or a call.</summary>
    private void Assignment()
    {
        Suffixed();
        if (!Is("=") && !Is(","))
        {
            return;
        }

        while (Skip(","))
        {
            Suffixed();
        }

        Take("=");
        Expressions();
    }

    private void Expressions()
    {
        do
        {
            Expression();
        }
        while (Skip(","));
    }

    private LuaOperand Expression(int limit = 0)
    {
        Enter();
        var start = Current.Start;
        var isText = false;
        if (Is("not") || Is("-") || Is("#") || Is("~"))
        {
            _next++;
            Expression(UnaryPriority);
        }
        else
        {
            isText = Simple();
        }

        while (Priority() is var (left, right) && left > limit)
        {
            var joins = Is("..");
            var before = new LuaOperand(start, LastEnd, isText);
            _next++;
            var after = Expression(right);
            if (joins)
            {
                Join(before);
                Join(after);
            }

            isText = joins;
        }

        _depth--;
        return new LuaOperand(start, LastEnd, isText);
    }

    private void Join(in LuaOperand operand)
    {
        if (!operand.IsText)
        {
            Joined.Add(operand);
        }
    }

    /// <summary>Left and right priority of the operator that is next.</summary>
    private (int Left, int Right) Priority()
    {
        if (Current.Kind is not (LuaTokenKind.Symbol or LuaTokenKind.Keyword))
        {
            return default;
        }

        return _source.AsSpan(Current.Start, Current.End - Current.Start) switch
        {
            "^" => (14, 13),
            "*" or "/" or "//" or "%" => (11, 11),
            "+" or "-" => (10, 10),
            ".." => (9, 8),
            "<<" or ">>" => (7, 7),
            "&" => (6, 6),
            "~" => (5, 5),
            "|" => (4, 4),
            "==" or "~=" or "<" or "<=" or ">" or ">=" => (3, 3),
            "and" => (2, 2),
            "or" => (1, 1),
            _ => default,
        };
    }

    /// <summary>An operand without operators.</summary>
    /// <returns>Whether it is a text.</returns>
    private bool Simple()
    {
        if (Current.Kind == LuaTokenKind.Text)
        {
            _next++;
            return true;
        }

        if (Current.Kind == LuaTokenKind.Number || Is("nil") || Is("true") || Is("false") || Is("..."))
        {
            _next++;
        }
        else if (Is("{"))
        {
            Table();
        }
        else if (Skip("function"))
        {
            FunctionBody();
        }
        else
        {
            Suffixed();
        }

        return false;
    }

    private void Suffixed()
    {
        if (Skip("("))
        {
            Expression();
            Take(")");
        }
        else
        {
            Name();
        }

        while (true)
        {
            if (Skip("."))
            {
                Name();
            }
            else if (Skip("["))
            {
                Expression();
                Take("]");
            }
            else if (Skip(":"))
            {
                Name();
                Arguments();
            }
            else if (Is("(") || Is("{") || Current.Kind == LuaTokenKind.Text)
            {
                Arguments();
            }
            else
            {
                return;
            }
        }
    }

    private void Arguments()
    {
        if (Current.Kind == LuaTokenKind.Text)
        {
            _next++;
        }
        else if (Is("{"))
        {
            Table();
        }
        else
        {
            Take("(");
            if (!Skip(")"))
            {
                Expressions();
                Take(")");
            }
        }
    }

    private void Table()
    {
        Take("{");
        while (!Skip("}"))
        {
            if (Skip("["))
            {
                Expression();
                Take("]");
                Take("=");
            }
            else if (Current.Kind == LuaTokenKind.Name && Text(_tokens[_next + 1]) is "=")
            {
                _next += 2;
            }

            Expression();
            if (!Is("}") && !Skip(","))
            {
                Take(";");
            }
        }
    }

    private void BlockTo(string end)
    {
        Block();
        Take(end);
    }

    private void Name()
    {
        if (Current.Kind != LuaTokenKind.Name)
        {
            throw Unexpected();
        }

        _next++;
    }

    private bool Is(string word) =>
        Current.Kind is LuaTokenKind.Symbol or LuaTokenKind.Keyword && Text(Current).SequenceEqual(word);

    private bool Skip(string word)
    {
        if (!Is(word))
        {
            return false;
        }

        _next++;
        return true;
    }

    private void Take(string word)
    {
        if (!Skip(word))
        {
            throw Unexpected();
        }
    }

    private ReadOnlySpan<char> Text(in LuaToken token) => _source.AsSpan(token.Start, token.End - token.Start);

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new FormatException("nested too deeply");
        }
    }

    private FormatException Unexpected() => new($"unexpected '{Text(Current)}'");
}
