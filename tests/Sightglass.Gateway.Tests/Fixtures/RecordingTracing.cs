using System.Collections.Concurrent;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Tests.Fixtures;

/// <summary>A session that wants every request, or those that the test says.</summary>
internal sealed class RecordingTracing : IRequestTracing
{
    private readonly TraceRecorderPool _pool = new();
    private readonly ConcurrentQueue<Trace> _traces = new();
    private readonly ConcurrentQueue<RequestStage> _stages = new();

    /// <summary>Answers at each stage whether the request is still wanted.</summary>
    public Func<RequestContext, RequestStage, bool> Wants { get; init; } = static (_, _) => true;

    public IReadOnlyCollection<Trace> Traces => _traces;

    public IReadOnlyCollection<RequestStage> Stages => _stages;

    public TraceRecorder? Begin(RequestContext context)
    {
        _stages.Enqueue(RequestStage.Headers);
        if (!Wants(context, RequestStage.Headers))
        {
            return null;
        }

        var recorder = _pool.Rent();
        recorder.Begin(context.BeginTimestamp);
        return recorder;
    }

    public bool Stage(RequestContext context, RequestStage stage)
    {
        _stages.Enqueue(stage);
        return Wants(context, stage);
    }

    public void End(RequestContext context)
    {
        var recorder = context.Trace!;
        RootAttributes.Fail(context, recorder);
        LateAttributes.Write(context, recorder);
        _traces.Enqueue(recorder.Complete("node", context.RequestId, ClockAnchor.Now(TimeProvider.System)));
        recorder.Return();
    }

    /// <summary>Waits for traces to be complete, which is after the client has its response.</summary>
    public async Task<Trace> SingleAsync()
    {
        await Eventually.TrueAsync(() => !_traces.IsEmpty, "a trace was completed");
        return Assert.Single(_traces);
    }

    public async Task<IReadOnlyList<Trace>> TakeAsync(int count)
    {
        await Eventually.TrueAsync(() => _traces.Count >= count, $"{count} traces were completed");
        return [.. _traces];
    }
}
