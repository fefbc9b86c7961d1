using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using Sightglass.Expressions;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.RequestDebugging;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Debugging;

/// <summary>
/// Decides for every request, stage by stage, whether a debug session wants it. A request that no session can want any more is let go
/// at once; one that matches several is recorded once and delivered to each. With a <see cref="Lookback"/> every request is recorded, and
/// without any session one that asks where its own time went, or whose trace a plugin reads.
/// </summary>
internal sealed class DebugTracing(SessionRegistry sessions, TraceOutbox outbox, TraceRecorderPool recorders, Lookback? lookback = null) : IRequestTracing
{
    public TraceRecorder? Begin(RequestContext context)
    {
        var set = sessions.Current;
        var state = default(SamplingState);
        state.Set = set;
        for (var index = 0; index < set.Sessions.Length; index++)
        {
            if (set.Sessions[index].Rule.Draw())
            {
                state.Undecided |= 1UL << index;
            }
        }

        Evaluate(context, RequestStage.Headers, ref state, LatencyTicks.None);
        context.Sampling = state;
        if (!state.IsWanted && !IsRecordedAnyway(context))
        {
            return null;
        }

        var recorder = recorders.Rent();
        var (traceId, parent) = TraceContext.Read(context.RequestHeaders);
        recorder.Begin(context.BeginTimestamp, traceId, parent);
        return recorder;
    }

    public bool Stage(RequestContext context, RequestStage stage)
    {
        Evaluate(context, stage, ref context.Sampling, LatencyTicks.None);
        return context.Sampling.IsWanted || IsRecordedAnyway(context);
    }

    public void End(RequestContext context)
    {
        var recorder = context.Trace!;
        var latency = new LatencyTicks(recorder.Finish(context.EndTimestamp), Stopwatch.Frequency);
        RootAttributes.Fail(context, recorder);
        Evaluate(context, RequestStage.Completed, ref context.Sampling, latency);
        var takers = Take(context.Sampling);
        if (takers.IsEmpty && lookback is null)
        {
            recorder.Return();
            return;
        }

        // Only now, when somebody wants them: they are strings that nothing else needs.
        LateAttributes.Write(context, recorder);
        var request = new FinishedRequest(recorder, context.RequestId);
        if (lookback?.Keep(request, RequestFacts.Of(context), context.Sampling.Set!) == true)
        {
            sessions.NotifyChanged();
        }

        if (takers.IsEmpty)
        {
            request.Release();
        }
        else
        {
            outbox.Post(new CapturedTrace(request, takers));
        }
    }

    // What sessions say about it then decides about the session only.
    private bool IsRecordedAnyway(RequestContext context) => lookback is not null || context.DebugAsk != RequestDebugAsk.None || context.IsRecordedForPlugins;

    private static void Evaluate(RequestContext context, RequestStage stage, ref SamplingState state, in LatencyTicks latency)
    {
        if ((state.Set!.Stages & (1 << (int)stage)) == 0)
        {
            return;
        }

        var open = state.Undecided;
        while (open != 0)
        {
            var index = BitOperations.TrailingZeroCount(open);
            var bit = 1UL << index;
            open &= ~bit;
            switch (state.Set.Sessions[index].Rule.Evaluate(context, stage, latency))
            {
                case Tristate.True:
                    state.Undecided &= ~bit;
                    state.Matched |= bit;
                    break;
                case Tristate.False:
                    state.Undecided &= ~bit;
                    break;
                default:
                    break;
            }
        }
    }

    private ImmutableArray<DebugSession> Take(in SamplingState state)
    {
        var matched = state.Matched;
        if (matched == 0)
        {
            return [];
        }

        var takers = ImmutableArray<DebugSession>.Empty;
        var news = false;
        while (matched != 0)
        {
            var index = BitOperations.TrailingZeroCount(matched);
            matched &= matched - 1;
            var session = state.Set!.Sessions[index];
            if (session.TryTake(out var exhausted))
            {
                takers = takers.Add(session);
            }

            news |= exhausted;
        }

        if (news)
        {
            sessions.NotifyChanged();
        }

        return takers;
    }
}
