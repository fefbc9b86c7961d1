
namespace Sightglass.Gateway.Pipeline;

/// <content>The request's part in debug sessions.</content>
internal sealed partial class RequestContext
{
    /// <summary>Asks the sessions whether they still want the request, now that more is known.</summary>
    public void TraceStage(RequestStage stage)
    {
        if (Trace is { } trace && !Runtime.Tracing!.Stage(this, stage))
        {
            Trace = null;
            LogSink = null;
            trace.Return();
        }
    }

}
