namespace Sightglass.Expressions.Syntax;

/// <summary>What to do about text that is not an expression: the mistakes people bring along from other languages.</summary>
internal static class Hints
{
    private const string Shape = "write field operator constant, for example http.method == \"GET\"";

    /// <summary>A term was expected, and what is at the cursor cannot start one.</summary>
    public static string? ForMissingField(SyntaxReader reader) => reader.Peek() switch
    {
        '"' or '\'' or '-' or (>= '0' and <= '9') => "the field stands on the left and the constant on the right: " + Shape,
        '!' => "write !(…) directly before a group only",
        '/' or '#' => "there are no comments in expressions",
        ')' when !reader.AtEnd => Shape,
        '_' => "a field's name starts with a letter",
        '&' or '|' => "there is no left-hand side before this operator; " + Shape,
        _ => reader.AtEnd ? Shape : null,
    };

    public static string? ForFunction(string name) => name switch
    {
        "upper" or "toupper" or "uppercase" => "there is only lower(); compare lower(field) with a lower-case constant",
        _ when name.Equals("any", StringComparison.OrdinalIgnoreCase) => "write `any`: names of functions are lower-case",
        _ when name.Equals("lower", StringComparison.OrdinalIgnoreCase) || name is "tolower" or "lowercase" => "write `lower`",
        "not" or "NOT" or "Not" => "write `!(…)`",
        "all" => "leave it out: without any(), every value has to satisfy the operator",
        _ => "the functions are any() and lower()",
    };

    public static string? ForUnclosedTransformation(SyntaxReader reader) => reader.Peek() switch
    {
        ',' => "a function takes one field and nothing else",
        '-' => DashInName,
        _ => "put the operator and the constant outside: any(field) == \"value\"",
    };

    /// <summary>Operators of other languages, looked for before the language's own, some of which they start with.</summary>
    public static string? ForOperator(SyntaxReader reader, FieldSyntax field)
    {
        if (reader.StartsWith("===") || reader.StartsWith("=>"))
        {
            return reader.StartsWith("=>") ? "write `>=`" : "write `==`";
        }

        if (reader.StartsWith("!==") || reader.StartsWith("<>"))
        {
            return "write `!=`";
        }

        if (reader.StartsWith("=~") || reader.StartsWith("~=") || reader.StartsWith("~*"))
        {
            return "write `~` for a regular expression" + (reader.StartsWith("~*") ? ", and (?i) at its start to ignore case" : "");
        }

        if (reader.StartsWith("!~"))
        {
            return $"write !({field.Name} ~ \"…\")";
        }

        if (reader.Peek() == '=' && reader.Peek(1) is not ('=' or '^'))
        {
            return "write `==`";
        }

        return ForOperatorWord(reader, field);
    }

    /// <summary>A field was read and no operator follows.</summary>
    public static string? ForMissingOperator(SyntaxReader reader, FieldSyntax field) => reader.Peek() switch
    {
        '-' => DashInName,
        '$' => "write `=^` for \"ends with\"",
        '^' => "write `^=` for \"starts with\"",
        '"' => "write an operator between the field and the constant",
        '!' => "write !(…) before the whole comparison",
        _ => field.Name is "true" or "false" ? "there are no bare booleans; " + Shape : reader.AtEnd || reader.Peek() is ')' or '&' or '|' ? Shape : null,
    };

    /// <summary>A constant was expected.</summary>
    public static string? ForConstant(SyntaxReader reader)
    {
        if (reader.StartsWith("r\"") || reader.StartsWith("r##"))
        {
            return "write a raw string with exactly one `#`: r#\"…\"#";
        }

        return reader.Peek() switch
        {
            '\'' => "write strings in double quotes",
            '=' => "write `==`",
            '-' => "write the minus sign directly before the digits",
            '+' => "leave the plus sign out",
            '(' or '[' or '{' => "there are no lists; write one comparison for each value and join them with `||` in parentheses",
            '/' => "write a regular expression as a string: r#\"…\"#",
            '.' => "there are no fractions",
            '*' => "there are no wildcards; use `^=`, `=^`, `contains` or `~`",
            _ when char.IsAsciiLetter(reader.Peek()) => $"write a string in double quotes: {StringSyntax.Quote(reader.WordAt(reader.Position))}",
            _ => null,
        };
    }

    public static string? ForLeftoverOfNumber(SyntaxReader reader, int digitsStart)
    {
        var word = reader.Text.AsSpan(digitsStart, reader.Position - digitsStart);
        return reader.Peek() switch
        {
            '8' or '9' => $"a number that starts with 0 and an octal digit is octal; write {word.TrimStart('0')}{reader.Peek()}… without the 0 if decimal is meant",
            'x' or 'X' when word is "0" => "write hexadecimal numbers as 0x and at least one digit",
            '.' => "there are no fractions, and an IPv4 address has four groups",
            '_' => "there are no separators in numbers",
            ':' => "a group of an IPv6 address has at most four hexadecimal digits",
            _ => $"write text in double quotes: {StringSyntax.Quote(reader.WordAt(digitsStart))}",
        };
    }

    /// <summary>A complete predicate or group was read, and what follows is neither an operator nor an end.</summary>
    public static string? ForLeftover(SyntaxReader reader)
    {
        var word = reader.WordAt(reader.Position);
        return word.ToUpperInvariant() switch
        {
            "AND" or "&" or "," => "write `&&`",
            "OR" or "|" => "write `||`",
            ";" => "write one expression without `;` at its end",
            ")" => "remove it, or open a parenthesis before",
            "NOT" or "!" => "write `&& !(…)`",
            "#" or "/" or "-" => "there are no comments and no arithmetic in expressions",
            "\"" or "'" => "write a double quote inside a string as `\\\"`",
            _ => null,
        };
    }

    public static string ForNegation(SyntaxReader reader, int afterBang) => reader.Peek() switch
    {
        '!' when reader.Position == afterBang => "write !(!(…)): each `!` needs a group of its own",
        _ => "put parentheses around what is negated: !(field == constant)",
    };

    private const string DashInName = "`-` cannot be part of a name; header names are written with `_` for `-`";

    private static string? ForOperatorWord(SyntaxReader reader, FieldSyntax field)
    {
        if (!char.IsAsciiLetter(reader.Peek()))
        {
            return null;
        }

        var word = reader.WordAt(reader.Position);
        return word.ToUpperInvariant() switch
        {
            "IN" when word != "in" => "write `in`: operators are lower-case",
            "CONTAINS" when word != "contains" => "write `contains`: operators are lower-case",
            "NOT" => ForNot(reader, field, word),
            "NOTIN" => "write `not in`",
            "MATCH" or "MATCHES" or "LIKE" or "REGEX" or "RLIKE" => "write `~` for a regular expression",
            "INCLUDES" or "HAS" or "CONTAIN" => "write `contains`",
            "IS" or "EQ" or "EQUALS" => "write `==`",
            "NE" or "NEQ" => "write `!=`",
            "GT" => "write `>`",
            "GE" or "GTE" => "write `>=`",
            "LT" => "write `<`",
            "LE" or "LTE" => "write `<=`",
            "STARTSWITH" or "STARTS_WITH" or "PREFIX" => "write `^=`",
            "ENDSWITH" or "ENDS_WITH" or "SUFFIX" or "POSTFIX" => "write `=^`",
            "AND" or "OR" => "complete the comparison before it: " + Shape,
            _ => null,
        };
    }

    private static string? ForNot(SyntaxReader reader, FieldSyntax field, string word)
    {
        var rest = reader.Rest[word.Length..].TrimStart(" \t\r\n");
        if (rest.StartsWith("contains", StringComparison.OrdinalIgnoreCase))
        {
            return $"write !({field.Name} contains \"…\")";
        }

        return word != "not" && rest.StartsWith("in", StringComparison.OrdinalIgnoreCase) ? "write `not in`: operators are lower-case"
            : rest.StartsWith("in", StringComparison.Ordinal) ? null
            : "write !(…) around the comparison, or `not in` for a CIDR";
    }
}
