using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Cluster.Messages;
using Sightglass.Gateway.Debugging;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Pipeline;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Tests.Debugging;

/// <summary>The node's tracing, watched: at which stage each request was let go, or that it was taken.</summary>
internal sealed class StageProbe : IRequestTracing, IDisposable
{
    private readonly DebugTracing _inner;

    public StageProbe(params SessionSpec[] specs)
    {
        Sessions = new SessionRegistry(new TracingGate(), TimeProvider.System, NullLogger<SessionRegistry>.Instance);
        foreach (var spec in specs)
        {
            var started = Sessions.Start(spec);
            Assert.True(started.Accepted, started.Reason);
        }

        _inner = new DebugTracing(Sessions, Outbox, new TraceRecorderPool());
    }

    public SessionRegistry Sessions { get; }

    public TraceOutbox Outbox { get; } = new();

    /// <summary>For each request the stage at which no session wanted it any more; null for one that went to its end.</summary>
    public ConcurrentQueue<RequestStage?> LetGoAt { get; } = new();

    public TraceRecorder? Begin(RequestContext context)
    {
        var recorder = _inner.Begin(context);
        if (recorder is null)
        {
            LetGoAt.Enqueue(RequestStage.Headers);
        }

        return recorder;
    }

    public bool Stage(RequestContext context, RequestStage stage)
    {
        var wanted = _inner.Stage(context, stage);
        if (!wanted)
        {
            LetGoAt.Enqueue(stage);
        }

        return wanted;
    }

    public void End(RequestContext context)
    {
        _inner.End(context);
        LetGoAt.Enqueue(null);
    }

    public void Dispose() => Sessions.Dispose();
}
