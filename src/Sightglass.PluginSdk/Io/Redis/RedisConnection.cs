using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Sightglass.PluginSdk.Io.Redis;

/// <summary>One connection, used by one call at a time.</summary>
internal sealed class RedisConnection(Socket socket, Stream stream, int maxReply) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _output = new(256);
    private byte[] _input = new byte[1024];
    private int _start;
    private int _end;

    /// <summary>The server's address.</summary>
    public string Peer { get; } = ((IPEndPoint)socket.RemoteEndPoint!).Address.ToString();

    /// <summary>When it was last given back, in the clock's ticks.</summary>
    public long IdleSince { get; set; }

    public static async ValueTask<RedisConnection> OpenAsync(RedisOptions options, Socket socket, CancellationToken cancellationToken)
    {
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (options.Tls is { } tls)
            {
                var secured = new SslStream(stream);
                stream = secured;
                await secured.AuthenticateAsClientAsync(tls.ToSslOptions(options.Host), cancellationToken).ConfigureAwait(false);
            }

            var connection = new RedisConnection(socket, stream, options.MaxReply);
            await connection.GreetAsync(options, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends commands in one piece and reads a reply for each.</summary>
    public async ValueTask ExchangeAsync(ReadOnlyMemory<RedisCommand> commands, RedisValue[] replies, CancellationToken cancellationToken)
    {
        _output.ResetWrittenCount();
        foreach (ref readonly var command in commands.Span)
        {
            RespWriter.Write(_output, command);
        }

        await stream.WriteAsync(_output.WrittenMemory, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < replies.Length; i++)
        {
            replies[i] = await ReadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether it is still good: nothing came while nobody asked, not even the end.</summary>
    public bool IsQuiet => _start == _end && !socket.Poll(0, SelectMode.SelectRead);

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }

    private async ValueTask GreetAsync(RedisOptions options, CancellationToken cancellationToken)
    {
        var commands = new List<RedisCommand>(2);
        if (options.Password is { } password)
        {
            commands.Add(options.Username is { } user ? new RedisCommand("AUTH", user, password) : new RedisCommand("AUTH", password));
        }

        if (options.Database != 0)
        {
            commands.Add(new RedisCommand("SELECT", options.Database.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        if (commands.Count == 0)
        {
            return;
        }

        var replies = new RedisValue[commands.Count];
        await ExchangeAsync(commands.ToArray(), replies, cancellationToken).ConfigureAwait(false);
        foreach (var reply in replies)
        {
            if (reply.IsError)
            {
                throw new PluginIoException(PluginIoError.Refused, $"redis {options}: {reply.AsText()}");
            }
        }
    }

    private async ValueTask<RedisValue> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(out var value))
            {
                return value;
            }

            MakeRoom();
            var read = await stream.ReadAsync(_input.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw new PluginIoException(PluginIoError.Closed, "redis: closed by the server");
            }

            _end += read;
        }
    }

    private bool TryTake(out RedisValue value)
    {
        var reader = new RespReader(_input.AsSpan(_start, _end - _start));
        if (!reader.TryRead(out value))
        {
            return false;
        }

        _start += reader.Consumed;
        if (_start == _end)
        {
            _start = _end = 0;
        }

        return true;
    }

    private void MakeRoom()
    {
        var used = _end - _start;
        if (_start > 0)
        {
            _input.AsSpan(_start, used).CopyTo(_input);
            _start = 0;
            _end = used;
        }

        if (used == _input.Length)
        {
            if (used >= maxReply)
            {
                throw new PluginIoException(PluginIoError.TooLarge, $"redis: a reply is larger than {maxReply} bytes");
            }

            Array.Resize(ref _input, Math.Min(_input.Length * 4, maxReply));
        }
    }
}
