namespace Sightglass.Web.Debugger.Sessions;

/// <summary>The columns a session's traces can be sorted by.</summary>
public enum TraceColumn
{
    Time,
    Status,
    Method,
    Path,
    Route,
    Service,
    Total,
    Client,
    Internal,
    ThirdParty,
    Upstream,
    Node,
}
