using System.Buffers;
using Sightglass.Expressions.Patterns;

namespace Sightglass.Gateway.Routing;

/// <summary>Compiles a route's regular expressions. Matching time is linear in the input whatever the pattern.</summary>
internal static class RoutePattern
{
    private static readonly SearchValues<char> Special = SearchValues.Create(@"\.+*?()|[]{}^$");

    /// <summary>Compiles a pattern in the syntax of the Rust <c>regex</c> crate.</summary>
    /// <param name="pattern">The pattern as configured, without <c>~</c>.</param>
    /// <param name="anchored">Whether it must match at the start.</param>
    /// <exception cref="ArgumentException">The pattern is not valid; the message says where and why.</exception>
    public static CompiledPattern Compile(string pattern, bool anchored)
    {
        if (CompiledPattern.TryCompile(anchored ? $"^(?:{pattern})" : pattern, out var compiled, out var error, whenUsed: true))
        {
            return compiled;
        }

        // Alone, so that positions in the message are those of the pattern as written.
        if (anchored && !CompiledPattern.TryCompile(pattern, out _, out var alone, whenUsed: true))
        {
            error = alone;
        }

        throw new ArgumentException($"'{pattern}' is not a regular expression: {error.Message} at {error.Index}", nameof(pattern));
    }

    /// <summary>The text that every match begins with: what can be looked up before the pattern is tried.</summary>
    public static string LiteralPrefix(string pattern)
    {
        var length = pattern.AsSpan().IndexOfAny(Special);
        if (length < 0)
        {
            return pattern;
        }

        // An alternation makes everything optional, a quantifier what stands before it.
        if (pattern.Contains('|', StringComparison.Ordinal))
        {
            return "";
        }

        return pattern[..(pattern[length] is '+' or '*' or '?' or '{' ? Math.Max(length - 1, 0) : length)];
    }
}
