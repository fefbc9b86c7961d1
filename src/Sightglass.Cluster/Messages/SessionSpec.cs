using System.Collections.Immutable;

namespace Sightglass.Cluster.Messages;

/// <summary>A debug session as a node needs it.</summary>
public sealed record SessionSpec
{
    public required Guid Id { get; init; }

    /// <summary>Routes to record; with <see cref="ServiceIds"/>, any of them. Both empty: every request.</summary>
    public ImmutableArray<Guid> RouteIds { get; set; } = [];

    public ImmutableArray<Guid> ServiceIds { get; set; } = [];

    /// <summary>Sampling rule that must hold as well; null for none. Valid when sent; a node that cannot read it refuses the session.</summary>
    public string? Expression { get; init; }

    /// <summary>Part of the matching requests to record, in (0,1].</summary>
    public double Rate { get; set; } = 1;

    /// <summary>Whether requests that had finished before are taken too, out of what the node keeps. Default false.</summary>
    public bool Lookback { get; init; }

    /// <summary>What is captured beside traces.</summary>
    public CaptureSpec Capture { get; set; } = CaptureSpec.TracesOnly;

    /// <summary>Milliseconds from receipt until the session ends, by the node's own monotonic clock.</summary>
    public required long EndsInMs { get; init; }

    /// <summary>Traces the node may record until told otherwise; see <see cref="SessionShareParams.TraceShare"/>.</summary>
    public required int TraceShare { get; init; }

    /// <summary>What is masked in addition to what always is.</summary>
    public MaskingRules MaskingRules { get; set; } = MaskingRules.None;
}
