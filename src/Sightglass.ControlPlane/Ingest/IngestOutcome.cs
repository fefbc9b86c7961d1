namespace Sightglass.ControlPlane.Ingest;

/// <summary>What became of a message.</summary>
/// <param name="RejectedSpans">Spans that were not stored for some session they are for.</param>
/// <param name="Reason">Why the first of them was not.</param>
internal sealed record IngestOutcome(long RejectedSpans, string? Reason);
