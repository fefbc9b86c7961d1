namespace Sightglass.Expressions.Syntax;

/// <summary>A part of the source text, in UTF-16 code units.</summary>
internal readonly record struct SourceSpan(int Offset, int Length);
