namespace Sightglass.ControlPlane.Storage;

/// <summary>What became of a change.</summary>
/// <param name="Record">The record as it now is; null when it is gone or the change did not happen.</param>
/// <param name="NameTaken">The change did not happen: another record has the name.</param>
internal readonly record struct UpdateOutcome<T>(T? Record, bool NameTaken)
    where T : class;
