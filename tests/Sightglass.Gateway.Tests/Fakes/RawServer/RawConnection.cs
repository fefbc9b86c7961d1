using System.Net.Sockets;
using System.Text;

namespace Sightglass.Gateway.Tests.Fakes.RawServer;

/// <summary>The server's end of one connection.</summary>
internal sealed class RawConnection(Socket socket, int number, CancellationToken stop) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly MemoryStream _pending = new();

    /// <summary>1 for the first connection the server accepted.</summary>
    public int Number { get; } = number;

    public Socket Socket { get; } = socket;

    public CancellationToken Stop { get; } = stop;

    /// <summary>The next request's head, its body (by Content-Length) read and dropped; null when the client has closed.</summary>
    public async Task<string?> ReadRequestAsync()
    {
        while (true)
        {
            var text = Encoding.Latin1.GetString(_pending.GetBuffer(), 0, (int)_pending.Length);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 && text.Length >= end + 4 + LengthOf(text[..end]))
            {
                var rest = text[(end + 4 + LengthOf(text[..end]))..];
                _pending.SetLength(0);
                _pending.Write(Encoding.Latin1.GetBytes(rest));
                return text[..(end + 4)];
            }

            var count = await Socket.ReceiveAsync(_buffer, Stop);
            if (count == 0)
            {
                return null;
            }

            _pending.Write(_buffer, 0, count);
        }
    }

    /// <summary>Some bytes, as they come; empty when the client has closed.</summary>
    public async Task<byte[]> ReceiveAsync() => _buffer[..await Socket.ReceiveAsync(_buffer, Stop)];

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await Socket.SendAsync(bytes, Stop)..];
        }
    }

    /// <summary>Sends in pieces of this many bytes, a packet each.</summary>
    public async Task SendInPiecesAsync(string text, int size)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        for (var i = 0; i < bytes.Length; i += size)
        {
            await SendAsync(bytes.AsMemory(i, Math.Min(size, bytes.Length - i)));
            await Task.Yield();
        }
    }

    /// <summary>Waits until the client closes.</summary>
    public async Task WaitForCloseAsync()
    {
        while (await Socket.ReceiveAsync(_buffer, Stop) > 0)
        {
        }
    }

    /// <summary>Waits until the test is over.</summary>
    public Task HangAsync() => Task.Delay(Timeout.Infinite, Stop);

    public void Close() => Socket.Dispose();

    public void Dispose()
    {
        Close();
        _pending.Dispose();
    }

    /// <summary>Closes with a reset instead of a regular end.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
    }

    private static int LengthOf(string head)
    {
        const string Name = "content-length:";
        var start = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? 0 : int.Parse(head[(start + Name.Length)..].Split('\r')[0]);
    }
}
