using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sightglass.Gateway.Tests.Hostile;

/// <summary>A client that sends HTTP/2 frames of the test's making over plain text, however wrong.</summary>
internal sealed class Http2Wire : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private Http2Wire(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket);
    }

    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;

    public const byte EndStream = 1;
    public const byte EndHeaders = 4;

    /// <summary>Connects, and sends the preface and empty settings.</summary>
    public static async Task<Http2Wire> ConnectAsync(IPEndPoint address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address);
        var wire = new Http2Wire(socket);
        await wire._stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await wire.SendAsync(Settings, 0, 0, []);
        return wire;
    }

    public async Task SendAsync(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        frame[0] = (byte)(payload.Length >> 16);
        frame[1] = (byte)(payload.Length >> 8);
        frame[2] = (byte)payload.Length;
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        await _stream.WriteAsync(frame);
    }

    public Task SendBytesAsync(byte[] bytes) => _stream.WriteAsync(bytes).AsTask();

    /// <summary>A header block: every field a literal that is not indexed, nothing compressed (RFC 7541, 6.2.2).</summary>
    public static byte[] Block(IEnumerable<(string Name, string Value)> fields)
    {
        var block = new MemoryStream();
        foreach (var (name, value) in fields)
        {
            block.WriteByte(0);
            WriteText(block, name);
            WriteText(block, value);
        }

        return block.ToArray();
    }

    /// <summary>The next frame; null when the connection has ended.</summary>
    public async Task<(byte Type, byte Flags, int Stream, byte[] Payload)?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var head = new byte[9];
            if (await _stream.ReadAtLeastAsync(head, 9, throwOnEndOfStream: false, patience.Token) < 9)
            {
                return null;
            }

            var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
            await _stream.ReadExactlyAsync(payload, patience.Token);
            return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)) & int.MaxValue, payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>
    /// What becomes of a stream: its status, or 0 when it, or the whole connection, is ended without one. A body is read to its end.
    /// </summary>
    public async Task<int> ReadOutcomeAsync(int stream)
    {
        var status = 0;
        while (await ReadAsync() is { } frame)
        {
            switch (frame.Type)
            {
                case GoAway:
                    return 0;
                case Reset when frame.Stream == stream:
                    return status;
                case Headers when frame.Stream == stream:
                    status = status == 0 ? StatusOf(frame.Payload) : status;
                    break;
            }

            if (frame.Stream == stream && frame.Type is Headers or Data && (frame.Flags & EndStream) != 0)
            {
                return status;
            }
        }

        return 0;
    }

    /// <summary>The status that a block begins with: it is the first field, from the static table or as a literal with a name from there.</summary>
    private static int StatusOf(ReadOnlySpan<byte> block)
    {
        while (block.Length > 0 && (block[0] & 0xe0) == 0x20)
        {
            // A change of the dynamic table's size.
            block = block[((block[0] & 0x1f) == 0x1f ? 1 + Continued(block[1..]) : 1)..];
        }

        return block[0] switch
        {
            0x88 => 200,
            0x89 => 204,
            0x8a => 206,
            0x8b => 304,
            0x8c => 400,
            0x8d => 404,
            0x8e => 500,
            0x48 or 0x08 or 0x18 when (block[1] & 0x80) == 0 => int.Parse(Encoding.ASCII.GetString(block.Slice(2, block[1]))),
            _ => throw new InvalidDataException($"Not a status: {Convert.ToHexString(block)}"),
        };
    }

    private static int Continued(ReadOnlySpan<byte> bytes)
    {
        var count = 1;
        while ((bytes[count - 1] & 0x80) != 0)
        {
            count++;
        }

        return count;
    }

    private static void WriteText(MemoryStream block, string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        if (bytes.Length < 127)
        {
            block.WriteByte((byte)bytes.Length);
        }
        else
        {
            block.WriteByte(127);
            var rest = bytes.Length - 127;
            for (; rest >= 128; rest >>= 7)
            {
                block.WriteByte((byte)((rest & 127) | 128));
            }

            block.WriteByte((byte)rest);
        }

        block.Write(bytes);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
