using System.Text.RegularExpressions;

namespace Sightglass.Plugins.Cors;

/// <summary>One configured origin: a plain one, compared with default ports left out, or a regular expression over the whole of it.</summary>
internal sealed partial class OriginPattern
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(50);

    private readonly Regex? _regex;
    private readonly string _plain;

    /// <summary>A regular expression without a colon speaks of the host alone.</summary>
    private readonly bool _hostOnly;

    /// <exception cref="ArgumentException">The entry is a regular expression with an error in it.</exception>
    public OriginPattern(string entry)
    {
        _hostOnly = !entry.Contains(':', StringComparison.Ordinal);
        _plain = NormalOrigin.Parse(entry).Text;
        _regex = IsPlain(entry) ? null : Compile(entry);
    }

    /// <summary>Whether a text is an origin to be compared as it is.</summary>
    public static bool IsPlain(string entry) => Plain().IsMatch(entry);

    /// <summary>What is wrong with an entry; null when nothing.</summary>
    public static string? Check(string entry)
    {
        try
        {
            _ = entry == "*" ? null : new OriginPattern(entry);
            return null;
        }
        catch (ArgumentException)
        {
            return $"'{entry}' is not a valid regex";
        }
    }

    public bool Matches(in NormalOrigin origin)
    {
        if (_regex is null)
        {
            return origin.Text == _plain;
        }

        try
        {
            return _regex.IsMatch(_hostOnly ? origin.Host : origin.Text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static Regex Compile(string pattern)
    {
        var whole = $"^(?:{pattern.TrimStart('^')})$";
        try
        {
            return new Regex(whole, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            // Look-around and back-references need the other engine, which is bounded by time instead.
            return new Regex(whole, RegexOptions.CultureInvariant, MatchTimeout);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9.:/-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
