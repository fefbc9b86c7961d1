using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Debugging;

/// <summary>Gives sessions that look back what the flight recorder holds. A request taken here counts in the session's share like any other.</summary>
internal sealed class Lookback(FlightRecorder flight, TraceOutbox outbox, TimeProvider time) : IDisposable
{
    /// <summary>A session begins: takes what matches of what is kept, the latest first.</summary>
    /// <returns>Whether the session's share is used up by it.</returns>
    public bool Begin(DebugSession session)
    {
        var exhausted = false;
        foreach (var entry in flight.Begin(session))
        {
            exhausted |= Offer(session, entry.Request, entry.Facts);
            entry.Request.Release();
        }

        return exhausted;
    }

    /// <summary>The session takes no more.</summary>
    public void End(DebugSession session) => flight.End(session);

    /// <summary>Keeps a request that has ended, and offers it to sessions that began while it was under way.</summary>
    /// <param name="request">The request; the caller holds it.</param>
    /// <param name="facts">What rules may ask beside its trace.</param>
    /// <param name="known">The sessions that have seen it already.</param>
    /// <returns>Whether a session's share is used up by it.</returns>
    public bool Keep(FinishedRequest request, RequestFacts facts, SessionSet known)
    {
        var exhausted = false;
        foreach (var session in flight.Add(request, facts))
        {
            exhausted |= !known.Sessions.Contains(session) && Offer(session, request, facts);
        }

        return exhausted;
    }

    public void Dispose() => flight.Dispose();

    private bool Offer(DebugSession session, FinishedRequest request, RequestFacts facts)
    {
        if (!session.Rule.Draw()
            || !session.Rule.Matches(facts, () => request.Complete("", ClockAnchor.Now(time)))
            || !session.TryTake(out var exhausted))
        {
            return false;
        }

        request.Hold();
        outbox.Post(new CapturedTrace(request, [session]));
        return exhausted;
    }
}
