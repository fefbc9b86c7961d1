using Sightglass.ControlPlane.Debugger;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>How states and reasons are worded and marked.</summary>
internal static class SessionStates
{
    public static string Label(SessionState state) => state switch
    {
        SessionState.Pending => "Pending",
        SessionState.InProgress => "In progress",
        SessionState.Completed => "Completed",
        SessionState.TimedOut => "Timed out",
        SessionState.Cancelled => "Cancelled",
        _ => "Failed",
    };

    /// <summary>The state as the API spells it.</summary>
    public static string Wire(SessionState state) => state switch
    {
        SessionState.Pending => "pending",
        SessionState.InProgress => "in_progress",
        SessionState.Completed => "completed",
        SessionState.TimedOut => "timed_out",
        SessionState.Cancelled => "cancelled",
        _ => "failed",
    };

    public static string Css(SessionState state) => state switch
    {
        SessionState.Pending => "notice",
        SessionState.InProgress => "info",
        SessionState.Completed => "good",
        SessionState.Cancelled => "",
        _ => "bad",
    };

    /// <summary>What the end means, for people; null while the session has not ended.</summary>
    public static string? Reason(DebugSession session) => session.EndReason switch
    {
        null => null,
        EndReason.Duration => "The duration was reached.",
        EndReason.MaxTraces => $"The limit of {session.MaxTraces} traces was reached.",
        EndReason.Stopped => "It was stopped by hand.",
        EndReason.NoNodes => "No node confirmed in time. Is a node connected, and does it record traces?",
        _ => "It could not be started. The control plane's log says why.",
    };

    public static string Label(DataPlaneNodeState state) => state switch
    {
        DataPlaneNodeState.Pending => "waiting",
        DataPlaneNodeState.Active => "capturing",
        DataPlaneNodeState.Unsupported => "unsupported",
        DataPlaneNodeState.Refused => "refused",
        DataPlaneNodeState.Disconnected => "disconnected",
        _ => "ended",
    };

    public static string Css(DataPlaneNodeState state) => state switch
    {
        DataPlaneNodeState.Active => "info",
        DataPlaneNodeState.Pending or DataPlaneNodeState.Disconnected => "notice",
        DataPlaneNodeState.Ended => "",
        _ => "bad",
    };
}
