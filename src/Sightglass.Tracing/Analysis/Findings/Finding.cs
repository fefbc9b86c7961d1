namespace Sightglass.Tracing.Analysis.Findings;

/// <summary>Something a person would notice in a trace, with its evidence.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Text">A sentence with the figures it rests on.</param>
/// <param name="Span">The index of the span that shows it.</param>
public sealed record Finding(FindingKind Kind, FindingSeverity Severity, string Text, int Span);
