using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sightglass.Expressions.Patterns;

/// <summary>
/// A regular expression in the syntax of the Rust <c>regex</c> crate, ready to match. Matching takes time linear in the text.
/// Safe for concurrent use.
/// </summary>
public sealed class CompiledPattern
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private readonly string _emitted;
    private Regex? _regex;

    private CompiledPattern(string source, string emitted, ImmutableArray<string?> groupNames)
    {
        Source = source;
        _emitted = emitted;
        GroupNames = groupNames;
    }

    /// <summary>Whether it is ready to match; one that is not makes itself ready when it is first used.</summary>
    public bool IsPrepared => Volatile.Read(ref _regex) is not null;

    /// <summary>The pattern as written.</summary>
    public string Source { get; }

    /// <summary>The names of the capture groups by number; null for groups without a name and for 0, the whole match.</summary>
    public ImmutableArray<string?> GroupNames { get; }

    /// <summary>Compiles a pattern, or says what is wrong with it. The same pattern gives the same object while that is in use anywhere.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="compiled">The result.</param>
    /// <param name="error">What is wrong; null when nothing is.</param>
    /// <param name="whenUsed">
    /// Whether getting ready, a third of a millisecond and some hundred KiB, waits until the pattern is first used: for patterns of which there may
    /// be thousands, most of them idle. What is wrong with a pattern is said at once all the same.
    /// </param>
    public static bool TryCompile(
        string pattern,
        [NotNullWhen(true)] out CompiledPattern? compiled,
        [NotNullWhen(false)] out PatternError? error,
        bool whenUsed = false)
    {
        if (PatternCache.TryGet(pattern, out compiled))
        {
            error = null;
            if (!whenUsed)
            {
                _ = compiled.Prepared();
            }

            return true;
        }

        if (PatternParser.Parse(pattern, out var groupNames, out error) is not { } root)
        {
            error ??= new PatternError(0, pattern.Length, "not a regular expression", null);
            return false;
        }

        try
        {
            var made = new CompiledPattern(pattern, PatternEmitter.Emit(root), groupNames);
            if (whenUsed)
            {
                // The backtracking engine reads the same syntax, and is made in a fraction of the time.
                _ = new Regex(made._emitted, RegexOptions.CultureInvariant);
            }
            else
            {
                _ = made.Prepared();
            }

            compiled = PatternCache.Add(made);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            // The engine bounds the size of what it builds itself, by a measure only it can take.
            error = new PatternError(0, pattern.Length, $"the pattern cannot be compiled: {exception.Message}", "use smaller counts and fewer alternatives");
            return false;
        }
    }

    /// <summary>Whether the pattern occurs anywhere in the text. Does not allocate.</summary>
    public bool IsMatch(ReadOnlySpan<char> text) => Prepared().IsMatch(text);

    /// <summary>Where the pattern first occurs in the text. Does not allocate.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">Characters of the occurrence; 0 when there is none.</param>
    /// <returns>The occurrence's first character; −1 when there is none.</returns>
    public int IndexIn(ReadOnlySpan<char> text, out int length)
    {
        foreach (var match in Prepared().EnumerateMatches(text))
        {
            length = match.Length;
            return match.Index;
        }

        length = 0;
        return -1;
    }

    /// <summary>
    /// The first occurrence's groups: the whole match as <c>0</c>, every group that took part by its number and, if it has one, by its
    /// name. False when the pattern does not occur.
    /// </summary>
    public bool TryCapture(string text, IDictionary<string, string> captures)
    {
        var match = Prepared().Match(text);
        if (!match.Success)
        {
            return false;
        }

        for (var number = 0; number < GroupNames.Length; number++)
        {
            var group = match.Groups[number];
            if (!group.Success)
            {
                continue;
            }

            captures[number.ToString(CultureInfo.InvariantCulture)] = group.Value;
            if (GroupNames[number] is { } name)
            {
                captures[name] = group.Value;
            }
        }

        return true;
    }

    /// <summary>The text of the first occurrence; null when there is none.</summary>
    public string? FirstMatch(string text) => Prepared().Match(text) is { Success: true } match ? match.Value : null;

    public override string ToString() => Source;

    // Several threads may make it at once; all but one are let go.
    private Regex Prepared() => Volatile.Read(ref _regex) ?? Interlocked.CompareExchange(ref _regex, new Regex(_emitted, Linear), null) ?? _regex;
}
