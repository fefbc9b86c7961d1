using Microsoft.Extensions.Primitives;
using Sightglass.Expressions.Patterns;

namespace Sightglass.Gateway.Routing;

/// <summary>One header a route asks for: any line may have any of the values. Values are compared without case.</summary>
internal sealed class HeaderCondition
{
    private readonly string[] _values;
    private readonly CompiledPattern[] _patterns;

    /// <param name="name">The header's name.</param>
    /// <param name="values">Values; one that begins with <c>~*</c> is a regex searched in the lower-cased value.</param>
    public HeaderCondition(string name, IEnumerable<string> values)
    {
        Name = name;
        var plain = new List<string>();
        var patterns = new List<CompiledPattern>();
        foreach (var value in values)
        {
            if (value.StartsWith("~*", StringComparison.Ordinal))
            {
                patterns.Add(RoutePattern.Compile(value[2..].ToLowerInvariant(), anchored: false));
            }
            else
            {
                plain.Add(value);
            }
        }

        _values = [.. plain];
        _patterns = [.. patterns];
    }

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
