using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <content>The request's part in debug sessions.</content>
internal sealed partial class RequestContext
{
    private TraceRecorder? _letGo;

    /// <summary>Asks the sessions whether they still want the request, now that more is known.</summary>
    public void TraceStage(RequestStage stage)
    {
        if (Trace is not { } trace || Runtime.Tracing!.Stage(this, stage))
        {
            return;
        }

        Trace = null;
        if (stage == RequestStage.ResponseHead && HasBody)
        {
            // The body may still be on its way to the upstream, and who sends it charges what it waits for: to nobody else's recorder.
            _letGo = trace;
        }
        else
        {
            trace.Return();
        }
    }

    private void EndTracing()
    {
        _letGo?.Return();
        _letGo = null;
    }
}
