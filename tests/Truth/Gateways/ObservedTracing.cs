using System.Collections.Concurrent;
using Sightglass.Gateway.Debugging;
using Sightglass.Gateway.Pipeline;
using Sightglass.Tracing.Recording;

namespace Truth.Gateways;

/// <summary>Keeps what rules may ask of a request beside its trace, before the request is gone.</summary>
internal sealed class ObservedTracing(DebugTracing inner) : IRequestTracing
{
    public ConcurrentDictionary<string, RequestFacts> Facts { get; } = new();

    public TraceRecorder? Begin(RequestContext context) => inner.Begin(context);

    public bool Stage(RequestContext context, RequestStage stage) => inner.Stage(context, stage);

    public void End(RequestContext context)
    {
        Facts[context.RequestId] = RequestFacts.Of(context);
        inner.End(context);
    }
}
