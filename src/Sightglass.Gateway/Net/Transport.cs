namespace Sightglass.Gateway.Net;

/// <summary>A connected byte stream. One receive and one send at a time; they may overlap.</summary>
internal abstract class Transport : IDisposable
{
    /// <summary>Receives at least one byte, or none when the peer has closed its side.</summary>
    public abstract ValueTask<IoResult> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Sends all of <paramref name="data"/>.</summary>
    public abstract ValueTask<IoResult> SendAsync(ReadOnlyMemory<byte> data);

    /// <summary>Tells the peer that nothing more will be sent.</summary>
    public abstract void ShutdownSend();

    /// <summary>Closes at once, from any thread. Operations in progress fail.</summary>
    public abstract void Abort();

    /// <summary>Closes in order: the peer sees an end, not a reset. Gives up what operations need; those in progress still complete.</summary>
    public abstract void Dispose();
}
