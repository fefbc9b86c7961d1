using Sightglass.Cluster.Messages;
using Sightglass.Gateway.Debugging;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Tests.Debugging;

/// <summary>Makes sessions and finished recordings.</summary>
internal static class Sessions
{
    public static SessionSpec Spec(string? expression = null, int share = 10, long endsInMs = 60_000, Guid? id = null) => new()
    {
        Id = id ?? Guid.NewGuid(),
        Expression = expression,
        TraceShare = share,
        EndsInMs = endsInMs,
    };

    public static DebugSession New(int share = 10) => New(Spec(share: share));

    public static DebugSession New(SessionSpec spec)
    {
        Assert.True(SessionRule.TryCreate(spec, out var rule, out var problem), problem);
        return new DebugSession(spec, rule);
    }

    /// <summary>A recording that each of the sessions has taken.</summary>
    public static CapturedTrace Capture(TraceRecorderPool pool, string requestId, params DebugSession[] sessions)
    {
        Assert.All(sessions, session => Assert.True(session.TryTake(out _)));
        var recorder = pool.Rent();
        recorder.Begin(TraceRecorder.Now());
        recorder.Set(TraceRecorder.Root, AttributeKeys.KongRequestId, requestId);
        recorder.Finish(TraceRecorder.Now());
        return new CapturedTrace(new FinishedRequest(recorder, requestId), [.. sessions]);
    }
}
