using System.Collections.Immutable;
using Sightglass.ControlPlane.Debugger;

namespace Sightglass.ControlPlane.Uploads;

/// <summary>An uploaded trace file.</summary>
public sealed record UploadedTraces
{
    public required Guid Id { get; init; }

    public required string FileName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it will be deleted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public required int TraceCount { get; init; }

    /// <summary>Its traces, in the order of the file.</summary>
    public ImmutableArray<TraceItem> Traces { get; init; } = [];

    /// <summary>Spans that were left out because something about them is wrong; said once, at the upload.</summary>
    public int RejectedSpans { get; init; }

    /// <summary>What is wrong with the first of them.</summary>
    public string? RejectionReason { get; init; }
}
