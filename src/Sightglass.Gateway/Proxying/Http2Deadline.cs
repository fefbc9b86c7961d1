using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Proxying;

/// <summary>
/// How long an HTTP/2 exchange may stand still before its response's head is there. That depends on who is waited for, which whoever sends the
/// body knows; from the head on whoever reads the response decides alone.
/// </summary>
internal sealed class Http2Deadline(CancellationTokenSource source, UpstreamTimeouts timeouts, TimeSpan clientTimeout)
{
    private readonly Lock _gate = new();
    private bool _isOver;

    /// <summary>What it means when the time is over; <see cref="UpstreamError.None"/> when the client's body did not come.</summary>
    public UpstreamError Meaning { get; private set; }

    /// <summary>A connection may have to be made, which the client bounds by itself.</summary>
    public void BeginConnect() => Set(UpstreamError.ReadTimeout, TimeSpan.FromMilliseconds((long)timeouts.Connect + timeouts.Read));

    /// <summary>The upstream has to take what is sent.</summary>
    public void BeginWrite() => Set(UpstreamError.WriteTimeout, TimeSpan.FromMilliseconds(timeouts.Write));

    /// <summary>The client has to send on.</summary>
    public void BeginReadFromClient() => Set(UpstreamError.None, clientTimeout);

    /// <summary>Everything is sent; the upstream has to answer.</summary>
    public void BeginWait() => Set(UpstreamError.ReadTimeout, TimeSpan.FromMilliseconds(timeouts.Read));

    /// <summary>The response's head is here.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
        }
    }

    private void Set(UpstreamError meaning, TimeSpan delay)
    {
        lock (_gate)
        {
            if (!_isOver && !source.IsCancellationRequested)
            {
                Meaning = meaning;
                source.CancelAfter(delay);
            }
        }
    }
}
