using System.Globalization;
using System.Text;

namespace Truth.Peers;

/// <summary>One end of an HTTP/1.1 connection under a test's control: sends what it is told, reads heads and counts bodies.</summary>
internal sealed class Wire(Stream stream) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Up to and including the empty line; null when the peer has closed before the first byte.</summary>
    public async Task<string?> ReadHeadAsync()
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                return Take(length + 4);
            }

            if (!await FillAsync())
            {
                return _end == _start ? null : throw new IOException("The connection ended inside a head.");
            }
        }
    }

    /// <summary>Reads the body that belongs to a head, and gives its length.</summary>
    /// <param name="head">The head.</param>
    /// <param name="untilClose">Whether a body without framing ends with the connection (a response), or is none (a request).</param>
    public async Task<long> ReadBodyAsync(string head, bool untilClose = false)
    {
        if (Header(head, "Transfer-Encoding") == "chunked")
        {
            return await ReadChunksAsync();
        }

        if (Header(head, "Content-Length") is { } length)
        {
            var size = long.Parse(length, CultureInfo.InvariantCulture);
            await SkipAsync(size);
            return size;
        }

        var count = 0L;
        while (untilClose && (_end > _start || await FillAsync()))
        {
            count += _end - _start;
            _start = _end;
        }

        return count;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

    /// <summary>Reads a text of known length.</summary>
    public async Task<string> ReadTextAsync(int length)
    {
        while (_end - _start < length)
        {
            await MustFillAsync();
        }

        return Take(length);
    }

    /// <summary>Waits until the connection is over, in order or broken.</summary>
    public async Task WaitForEndAsync()
    {
        try
        {
            await WaitForCloseAsync();
        }
        catch (IOException)
        {
            // Broken.
        }
    }

    /// <summary>Waits until the peer closes.</summary>
    public async Task WaitForCloseAsync()
    {
        while (await FillAsync())
        {
            _start = _end;
        }
    }

    public void Dispose() => stream.Dispose();

    public static string? Header(string head, string name)
    {
        foreach (var line in head.Split("\r\n"))
        {
            if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return line[(name.Length + 1)..].Trim();
            }
        }

        return null;
    }

    private async Task<long> ReadChunksAsync()
    {
        var total = 0L;
        while (true)
        {
            var size = long.Parse((await ReadLineAsync()).Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                while ((await ReadLineAsync()).Length > 0)
                {
                }

                return total;
            }

            await SkipAsync(size + 2);
            total += size;
        }
    }

    private async Task<string> ReadLineAsync()
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (length >= 0)
            {
                return Take(length + 2)[..^2];
            }

            await MustFillAsync();
        }
    }

    /// <summary>Reads past so many bytes.</summary>
    public async Task SkipAsync(long size)
    {
        while (true)
        {
            var part = (int)Math.Min(size, _end - _start);
            _start += part;
            size -= part;
            if (size == 0)
            {
                return;
            }

            await MustFillAsync();
        }
    }

    private string Take(int length)
    {
        var text = Encoding.Latin1.GetString(_buffer, _start, length);
        _start += length;
        return text;
    }

    private async Task MustFillAsync()
    {
        if (!await FillAsync())
        {
            throw new IOException("The connection ended inside a body.");
        }
    }

    private async Task<bool> FillAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        var count = await stream.ReadAsync(_buffer.AsMemory(_end));
        _end += count;
        return count > 0;
    }
}
