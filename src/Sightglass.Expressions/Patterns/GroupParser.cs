using System.Collections.Immutable;

namespace Sightglass.Expressions.Patterns;

/// <summary>What follows an opening parenthesis: kinds of groups, names and flags.</summary>
internal sealed class GroupParser(PatternReader reader)
{
    private readonly ImmutableArray<string?>.Builder _names = CreateNames();

    /// <summary>The names of the groups by number; 0 is the whole match. Null for a group without a name.</summary>
    public ImmutableArray<string?> Names => _names.ToImmutable();

    /// <summary>Takes <c>(?flags)</c>, which changes the flags for the rest of the group it stands in. False when something else is there.</summary>
    public bool TryReadFlags()
    {
        var start = reader.Position;
        var flags = reader.Flags;
        if (reader.Peek(1) == '?' && IsFlagText(reader.Peek(2)))
        {
            reader.Position += 2;
            if (ReadFlags(start) && reader.TryTake(")"))
            {
                return true;
            }
        }

        // Flags with a group after them: the group itself reads them again, and gives them back at its end.
        reader.Position = start;
        reader.Flags = flags;
        return false;
    }

    /// <summary>Takes the beginning of a group, with the number of the capture it is, if it is one. False on error.</summary>
    public bool TryOpen(out int? number)
    {
        number = null;
        var start = reader.Position;
        reader.Position++;
        if (reader.Peek() != '?')
        {
            number = _names.Count;
            _names.Add(null);
            return true;
        }

        if (reader.StartsWith("?=") || reader.StartsWith("?!") || reader.StartsWith("?<=") || reader.StartsWith("?<!"))
        {
            reader.Fail(start, 3, "look-around is not available", "match the whole text, or use a second comparison joined with && and !( )");
            return false;
        }

        if (reader.TryTake("?P<") || reader.TryTake("?<"))
        {
            number = _names.Count;
            return TryReadName();
        }

        if (reader.TryTake("?:"))
        {
            return true;
        }

        reader.Position++;
        if (IsFlagText(reader.Peek()) && ReadFlags(start) && reader.TryTake(":"))
        {
            return true;
        }

        reader.Fail(start, 3, "unknown kind of group", "groups start with `(`, `(?:`, `(?<name>`, `(?P<name>` or `(?` and flags");
        return false;
    }

    private bool TryReadName()
    {
        var start = reader.Position;
        var end = reader.Pattern.IndexOf('>', start);
        var name = end < 0 ? "" : reader.Pattern[start..end];
        if (name.Length == 0 || !(char.IsLetter(name[0]) || name[0] == '_') || !name.All(unit => char.IsLetterOrDigit(unit) || unit is '_' or '.' or '[' or ']'))
        {
            reader.Fail(start, Math.Max(1, name.Length), "not the name of a group", "write a letter or _, then letters, digits and _, and close it with `>`");
            return false;
        }

        if (_names.Contains(name))
        {
            reader.Fail(start, name.Length, $"the group name `{name}` is used twice");
            return false;
        }

        _names.Add(name);
        reader.Position = end + 1;
        return true;
    }

    private bool ReadFlags(int start)
    {
        var flags = reader.Flags;
        var on = true;
        var first = reader.Position;
        while (IsFlagText(reader.Peek()))
        {
            if (reader.Pattern.IndexOf(reader.Peek(), first, reader.Position - first) >= 0)
            {
                reader.Fail(reader.Position, 1, $"the flag `{reader.Peek()}` is given twice");
                return false;
            }

            switch (reader.Peek())
            {
                case '-':
                    on = false;
                    break;
                case 'i':
                    flags = flags with { IgnoreCase = on };
                    break;
                case 'm':
                    flags = flags with { MultiLine = on };
                    break;
                case 's':
                    flags = flags with { DotAll = on };
                    break;
                case 'U':
                    flags = flags with { SwapGreed = on };
                    break;
                case 'x':
                    flags = flags with { Verbose = on };
                    break;
                case 'u' when on:
                    break;
                default:
                    reader.Fail(reader.Position, 1, $"the flag `{(on ? "" : "-")}{reader.Peek()}` is not available", "the flags are i, m, s, x and U, and - before those to turn off");
                    return false;
            }

            reader.Position++;
        }

        if (reader.Peek(-1) == '-')
        {
            reader.Fail(start, reader.Position - start, "flags are missing");
            return false;
        }

        reader.Flags = flags;
        return true;
    }

    private static bool IsFlagText(char unit) => unit is 'i' or 'm' or 's' or 'x' or 'U' or 'u' or 'R' or '-';

    private static ImmutableArray<string?>.Builder CreateNames()
    {
        var names = ImmutableArray.CreateBuilder<string?>();
        names.Add(null);
        return names;
    }
}
