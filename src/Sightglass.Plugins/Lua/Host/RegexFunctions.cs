using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>ngx.re</c> is made of.</summary>
internal static class RegexFunctions
{
    private const int MaxCached = 512;
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly ConcurrentDictionary<(string Pattern, string Options), NumberedRegex> Cache = new();

    public static HostFunction[] All { get; } = [new("regex_match", Match)];

    /// <summary>
    /// <c>regex_match(text, pattern, options, position)</c>: start, inclusive end, and a table of captures (0 is the whole match, false for a
    /// group that took no part). Positions are bytes, from 1. nil without a match; nil and a message when the pattern is none.
    /// </summary>
    private static int Match(HostCall call)
    {
        var bytes = call.Bytes(1);
        var position = (int)Math.Clamp(call.IsNil(4) ? 1 : call.Integer(4), 1, bytes.Length + 1L) - 1;
        NumberedRegex found;
        try
        {
            found = Find(call.Text(2), call.TextOrNull(3) ?? "");
        }
        catch (RegexParseException e)
        {
            return call.ReturnProblem($"pcre_compile() failed: {e.Message}");
        }

        var (regex, names) = found;
        var text = Encoding.UTF8.GetString(bytes);
        var start = text.Length == bytes.Length ? position : Encoding.UTF8.GetCharCount(bytes[..position]);
        Match match;
        try
        {
            match = regex.Match(text, start);
        }
        catch (RegexMatchTimeoutException)
        {
            return call.ReturnProblem("pcre_exec() failed: it takes too long");
        }

        if (!match.Success)
        {
            return call.Return((string?)null);
        }

        var from = Encoding.UTF8.GetByteCount(text.AsSpan(0, match.Index));
        call.Return((long)from + 1);
        call.Return((long)from + Encoding.UTF8.GetByteCount(match.ValueSpan));
        call.ReturnValue(Captures(names, match));
        return 3;
    }

    private static Dictionary<string, object?> Captures(IReadOnlyDictionary<string, int> names, Match match)
    {
        var captures = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var number = 0; number < match.Groups.Count; number++)
        {
            captures[number.ToString(System.Globalization.CultureInfo.InvariantCulture)] = Value(match.Groups[number]);
        }

        foreach (var (name, number) in names)
        {
            captures[name] = Value(match.Groups[number]);
        }

        return captures;

        static object Value(Group group) => group.Success ? group.Value : false;
    }

    private static NumberedRegex Find(string pattern, string options)
    {
        if (Cache.TryGetValue((pattern, options), out var known))
        {
            return known;
        }

        var regex = Compile(pattern, options);
        if (Cache.Count >= MaxCached)
        {
            Cache.Clear();
        }

        return Cache.GetOrAdd((pattern, options), regex);
    }

    private static NumberedRegex Compile(string pattern, string options)
    {
        var flags = RegexOptions.CultureInvariant;
        foreach (var option in options)
        {
            flags |= option switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                's' => RegexOptions.Singleline,
                'x' => RegexOptions.IgnorePatternWhitespace,
                'a' or 'j' or 'o' or 'u' or 'U' or 'd' or 'D' or 'J' => RegexOptions.None,
                _ => throw new LuaException($"unknown flag \"{option}\" (flags \"{options}\")"),
            };
        }

        var (numbered, names) = GroupNumbering.Rewrite(pattern);

        // 'a' asks for a match at exactly the start position.
        var anchored = options.Contains('a', StringComparison.Ordinal) ? $@"\G(?:{numbered})" : numbered;
        return new NumberedRegex(new Regex(anchored, flags, MatchTimeout), names);
    }
}
