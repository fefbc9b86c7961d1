using Sightglass.ControlPlane.Debugger;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>How much time a session has left.</summary>
internal static class SessionClock
{
    /// <summary>Null unless it is capturing; never below zero.</summary>
    public static TimeSpan? Left(DebugSession session, DateTimeOffset now)
    {
        if (session.State != SessionState.InProgress || session.StartedAt is not { } started)
        {
            return null;
        }

        var left = started + TimeSpan.FromSeconds(session.DurationSeconds) - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
