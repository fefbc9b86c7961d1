using System.Threading.Channels;

namespace Sightglass.Gateway.Debugging;

/// <summary>
/// What is captured and not yet delivered: bounded, and what does not fit is counted in its sessions instead of lost silently.
/// </summary>
internal sealed class TraceOutbox
{
    /// <summary>Traces that may wait. At about 10 KiB a recording that is 20 MiB at most.</summary>
    public const int Capacity = 2_000;

    private readonly Channel<CapturedTrace> _queue;

    public TraceOutbox()
    {
        _queue = Channel.CreateBounded<CapturedTrace>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            Drop);
    }

    public ChannelReader<CapturedTrace> Reader => _queue.Reader;

    /// <summary>Traces that wait to be sent.</summary>
    public int Count => _queue.Reader.Count;

    /// <summary>Takes a trace over. Never waits.</summary>
    public void Post(CapturedTrace trace)
    {
        if (!_queue.Writer.TryWrite(trace))
        {
            Drop(trace);
        }
    }

    /// <summary>No more traces: the reader ends when it has read what is there.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    private static void Drop(CapturedTrace trace)
    {
        foreach (var session in trace.Sessions)
        {
            session.Lost();
        }

        trace.Request.Release();
    }
}
