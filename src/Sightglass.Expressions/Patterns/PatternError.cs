namespace Sightglass.Expressions.Patterns;

/// <summary>Why a regular expression was refused.</summary>
/// <param name="Index">Where in the pattern, in UTF-16 code units.</param>
/// <param name="Length">How many code units the offending part has.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Suggestion">What to write instead; null when nothing better is known.</param>
public sealed record PatternError(int Index, int Length, string Message, string? Suggestion);
