using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>
/// The debug sessions of the node, as request processing sees them. Called only while <see cref="Listening.TracingGate.Active"/> is set,
/// for a request that asks to be recorded, or for one that is. Must not wait and must not throw.
/// </summary>
internal interface IRequestTracing
{
    /// <summary>
    /// The request's headers are complete. Gives a recorder whose root span has been begun at
    /// <see cref="RequestContext.BeginTimestamp"/> when a session may want the request, or it asks for it; null otherwise.
    /// </summary>
    public TraceRecorder? Begin(RequestContext context);

    /// <summary>More is known. False when no session wants the request any more: the caller gives the recorder back.</summary>
    public bool Stage(RequestContext context, RequestStage stage);

    /// <summary>
    /// The request is over, its log phase too, and all spans but the root are closed. Takes ownership of
    /// <see cref="RequestContext.Trace"/>. The account ends at <see cref="RequestContext.EndTimestamp"/>, which is before the log phase.
    /// </summary>
    public void End(RequestContext context);
}
