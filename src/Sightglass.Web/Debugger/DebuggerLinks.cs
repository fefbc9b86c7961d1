using Sightglass.Web.Format;

namespace Sightglass.Web.Debugger;

/// <summary>Addresses of the debugger's pages and of what their scripts ask for.</summary>
internal static class DebuggerLinks
{
    public const string Sessions = "/debugger";
    public const string NewSession = "/debugger/new";
    public const string SessionsLive = "/debugger/live";

    public static string Session(Guid plane, Guid session) => $"/debugger/{plane}/sessions/{session}";

    public static string SessionLive(Guid plane, Guid session) => Session(plane, session) + "/live";

    public static string Trace(Guid plane, Guid session, string requestId) =>
        $"{Session(plane, session)}/traces/{Uri.EscapeDataString(requestId)}";

    public static string TraceWaterfall(Guid plane, Guid session, string requestId) => Trace(plane, session, requestId) + "/waterfall";

    public static string TraceDownload(Guid plane, Guid session, string requestId) => Trace(plane, session, requestId) + "/download";

    public static string TraceSpans(Guid plane, Guid session, string requestId) => Trace(plane, session, requestId) + "/spans";

    /// <summary>The form for a new session, scoped to what it was opened from.</summary>
    public static string StartDebugging(Guid plane, Guid? service = null, Guid? route = null) =>
        QueryText.Build(NewSession, ("control_plane", plane.ToString()), ("service", service?.ToString()), ("route", route?.ToString()));
}
