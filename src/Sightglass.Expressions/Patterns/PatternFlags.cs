namespace Sightglass.Expressions.Patterns;

/// <summary>The inline flags in force at a place of a pattern.</summary>
/// <param name="IgnoreCase"><c>i</c></param>
/// <param name="MultiLine"><c>m</c>: <c>^</c> and <c>$</c> match at line ends too.</param>
/// <param name="DotAll"><c>s</c>: <c>.</c> matches a line feed too.</param>
/// <param name="SwapGreed"><c>U</c>: <c>x*</c> is lazy and <c>x*?</c> greedy.</param>
/// <param name="Verbose"><c>x</c>: white space and <c>#</c> comments are skipped.</param>
internal readonly record struct PatternFlags(bool IgnoreCase, bool MultiLine, bool DotAll, bool SwapGreed, bool Verbose);
