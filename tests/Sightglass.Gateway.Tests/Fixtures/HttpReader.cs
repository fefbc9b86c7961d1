using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Sightglass.Gateway.Tests.Fixtures;

/// <summary>Reads HTTP/1.1 messages from a stream, strictly enough for tests. Latin-1, so that every byte is a character.</summary>
internal sealed class HttpReader(Stream stream)
{
    // A hang must fail its test instead of stopping the run.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly byte[] _piece = new byte[16 * 1024];
    private readonly StringBuilder _pending = new();

    /// <summary>Up to and including the empty line; null when the stream ends before the first byte.</summary>
    public async Task<string?> ReadHeadAsync()
    {
        while (true)
        {
            var end = _pending.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                return Take(end + 4);
            }

            if (!await FillAsync())
            {
                return _pending.Length == 0 ? null : throw new IOException($"The stream ended inside a head: {_pending}");
            }
        }
    }

    public async Task<string> ReadAsync(long length)
    {
        while (_pending.Length < length)
        {
            if (!await FillAsync())
            {
                throw new IOException($"The stream ended {length - _pending.Length} bytes before the body did");
            }
        }

        return Take((int)length);
    }

    /// <summary>Reads chunks to the last one, and the trailers.</summary>
    public async Task<(string Body, string Trailers)> ReadChunksAsync()
    {
        var body = new StringBuilder();
        while (true)
        {
            var line = await ReadLineAsync();
            var size = int.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                break;
            }

            body.Append(await ReadAsync(size));
            Assert.Equal("\r\n", await ReadAsync(2));
        }

        var trailers = new StringBuilder();
        for (var line = await ReadLineAsync(); line.Length > 0; line = await ReadLineAsync())
        {
            trailers.Append(line).Append("\r\n");
        }

        return (body.ToString(), trailers.ToString());
    }

    public async Task<string> ReadLineAsync()
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
                throw new IOException("The stream ended inside a line");
            }
        }
    }

    public async Task<string> ReadToEndAsync()
    {
        while (await FillAsync())
        {
        }

        return Take(_pending.Length);
    }

    public static string? Header(string head, string name)
    {
        var lines = head.Split("\r\n")
            .Skip(1)
            .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim())
            .ToList();
        return lines.Count == 0 ? null : string.Join('|', lines);
    }

    private string Take(int length)
    {
        var text = _pending.ToString(0, length);
        _pending.Remove(0, length);
        return text;
    }

    private async Task<bool> FillAsync()
    {
        int count;
        try
        {
            count = await stream.ReadAsync(_piece).AsTask().WaitAsync(Patience);
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            throw new ConnectionBrokenException();
        }

        _pending.Append(Encoding.Latin1.GetString(_piece, 0, count));
        return count > 0;
    }
}
