namespace Sightglass.ControlPlane.Debugger;

/// <summary>Bounds of debug sessions.</summary>
internal sealed record SessionSettings
{
    /// <summary>Sessions of a control plane that may be pending or in progress at once.</summary>
    public int MaxRunning { get; init; } = 8;

    /// <summary>How long a session waits for its first node.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after its end a session takes what nodes still have to deliver.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after losing its connection a node counts as offline.</summary>
    public TimeSpan OfflineAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Days a session is kept unless it says otherwise, 1 to 15.</summary>
    public int RetentionDays { get; init; } = 7;
}
