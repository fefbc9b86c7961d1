using System.Buffers;
using System.Net.WebSockets;

namespace Sightglass.Cluster.Rpc;

/// <summary>Puts the frames of one message together, in one buffer that grows up to the limit and is given back afterwards.</summary>
internal sealed class RpcMessageReader(WebSocket socket, int maxMessageBytes) : IDisposable
{
    private const int InitialBytes = 16 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);

    /// <summary>The next message. Its content is valid until the next call.</summary>
    public async Task<RpcMessage> ReadAsync(CancellationToken cancellationToken)
    {
        if (_buffer.Length > 64 * InitialBytes)
        {
            // One big configuration must not keep megabytes for as long as the connection lives.
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
        }

        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                return new RpcMessage(default, Closed: true, TooLarge: false);
            }

            length += read.Count;
            if (length > maxMessageBytes)
            {
                return new RpcMessage(default, Closed: false, TooLarge: true);
            }

            if (read.EndOfMessage)
            {
                return new RpcMessage(_buffer.AsMemory(0, length), Closed: false, TooLarge: false);
            }

            if (length == _buffer.Length)
            {
                Grow();
            }
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_buffer.Length * 2, maxMessageBytes + 1));
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

/// <summary>What a read gave: a message, the other side's close, or one that is larger than allowed.</summary>
internal readonly record struct RpcMessage(ReadOnlyMemory<byte> Content, bool Closed, bool TooLarge);
