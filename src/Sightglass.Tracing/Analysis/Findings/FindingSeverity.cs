namespace Sightglass.Tracing.Analysis.Findings;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Costs time, or may not be meant.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Problem,
}
