using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;
using Sightglass.Expressions.Patterns;

namespace Sightglass.Gateway.Routing;

/// <summary>One header a route asks for: any line may have any of the values. Values are compared without case.</summary>
internal sealed class HeaderCondition
{
    private readonly string[] _values;
    private readonly CompiledPattern[] _patterns;

    private HeaderCondition(string name, IEnumerable<string> values, IEnumerable<string> patterns)
    {
        Name = name;
        _values = [.. values];
        _patterns = [.. patterns.Select(static pattern => RoutePattern.Compile(pattern, anchored: false))];
    }

    /// <param name="name">The header's name.</param>
    /// <param name="values">Values; one that begins with <c>~*</c> is a regex searched in the lower-cased value.</param>
    public HeaderCondition(string name, ImmutableArray<string> values)
        : this(name, values.Where(static value => !IsPattern(value)), values.Where(IsPattern).Select(static value => value[2..].ToLowerInvariant()))
    {
    }

    /// <summary>The condition of the flavour <c>traditional</c>: a regex is one only as the single value, and keeps its letters.</summary>
    public static HeaderCondition Traditional(string name, ImmutableArray<string> values)
        => new(name, values, values is [var only] && IsPattern(only) ? [only[2..]] : []);

    public string Name { get; }

    public bool Matches(StringValues lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (MatchesLine(lines[i] ?? ""))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPattern(string value) => value.StartsWith("~*", StringComparison.Ordinal);

    private bool MatchesLine(string line)
    {
        foreach (var value in _values)
        {
            if (line.Equals(value, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        if (_patterns.Length > 0)
        {
            var lowered = line.ToLowerInvariant();
            foreach (var pattern in _patterns)
            {
                if (pattern.IsMatch(lowered))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
