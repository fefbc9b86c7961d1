using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Corpus.Peers;

/// <summary>Reads HTTP/1.1 messages from a stream and changes nothing about them.</summary>
internal sealed class HttpWire(Stream stream)
{
    // A hang must fail its case instead of stopping the run.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly byte[] _piece = new byte[64 * 1024];
    private readonly StringBuilder _pending = new();
    private Task<bool>? _early;

    public async Task<Message?> ReadRequestAsync()
    {
        if (await ReadHeadAsync() is not { } head)
        {
            return null;
        }

        var message = new Message(head, "", []);
        if (message["Transfer-Encoding"] is [var coding] && coding.Equals("chunked", StringComparison.OrdinalIgnoreCase))
        {
            return await ReadChunksAsync(head);
        }

        return message["Content-Length"] is [var length] ? message with { Body = await ReadAsync(int.Parse(length)) } : message;
    }

    /// <summary>Reads a response by its framing.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before the response does.</exception>
    public async Task<Message> ReadResponseAsync(bool isHead)
    {
        var head = await ReadHeadAsync() ?? throw new EndOfStreamException("the connection was closed without a response");
        var message = new Message(head, "", []);
        if (isHead || message.Status is < 200 or 204 or 304)
        {
            return message;
        }

        if (message["Transfer-Encoding"].Count > 0)
        {
            return await ReadChunksAsync(head);
        }

        return message with
        {
            Body = message["Content-Length"] is [var length, ..] ? await ReadAsync(int.Parse(length)) : await ReadToEndAsync(),
        };
    }

    /// <summary>Whether the other side closes, and does not just wait.</summary>
    public async Task<bool> IsClosedAsync()
    {
        if (_pending.Length > 0)
        {
            return false;
        }

        _early = FillAsync();
        return await Task.WhenAny(_early, Task.Delay(TimeSpan.FromMilliseconds(300))) == _early && !await _early;
    }

    public async Task<string> ReadAsync(int length)
    {
        while (_pending.Length < length)
        {
            if (!await FillAsync())
            {
                throw new EndOfStreamException($"the connection ended {length - _pending.Length} bytes before the body did");
            }
        }

        return Take(length);
    }

    /// <summary>Some bytes, as they come; empty at the end.</summary>
    public async Task<string> ReadSomeAsync() => _pending.Length > 0 || await FillAsync() ? Take(_pending.Length) : "";

    private async Task<string?> ReadHeadAsync()
    {
        while (true)
        {
            var end = _pending.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                return Take(end + 4)[..^4];
            }

            if (!await FillAsync())
            {
                return _pending.Length == 0 ? null : throw new EndOfStreamException($"the connection ended inside a head: {_pending}");
            }
        }
    }

    private async Task<Message> ReadChunksAsync(string head)
    {
        var body = new StringBuilder();
        while (int.Parse((await ReadLineAsync()).Split(';')[0], NumberStyles.HexNumber) is var size && size > 0)
        {
            body.Append(await ReadAsync(size));
            Assert.Equal("\r\n", await ReadAsync(2));
        }

        var trailers = new List<string>();
        while (await ReadLineAsync() is { Length: > 0 } line)
        {
            trailers.Add(line);
        }

        return new Message(head, body.ToString(), trailers);
    }

    private async Task<string> ReadLineAsync()
    {
        while (true)
        {
            var end = _pending.ToString().IndexOf("\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                return Take(end + 2)[..^2];
            }

            if (!await FillAsync())
            {
                throw new EndOfStreamException("the connection ended inside a line");
            }
        }
    }

    private async Task<string> ReadToEndAsync()
    {
        while (await FillAsync())
        {
        }

        return Take(_pending.Length);
    }

    private string Take(int length)
    {
        var text = _pending.ToString(0, length);
        _pending.Remove(0, length);
        return text;
    }

    private Task<bool> FillAsync()
    {
        // A read that looked for the end of the connection is still waiting for what comes now.
        var early = _early;
        _early = null;
        return early ?? ReadPieceAsync();
    }

    private async Task<bool> ReadPieceAsync()
    {
        try
        {
            var count = await stream.ReadAsync(_piece).AsTask().WaitAsync(Patience);
            _pending.Append(Encoding.Latin1.GetString(_piece, 0, count));
            return count > 0;
        }
        catch (IOException exception) when (exception.InnerException is SocketException)
        {
            return false;
        }
    }
}
