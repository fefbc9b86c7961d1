using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sightglass.Gateway.Tests.Fakes.RawServer;

/// <summary>A TCP server on loopback that does to each connection exactly what the test says, however wrong.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Func<RawConnection, Task> _script;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _scripts = [];
    private readonly ConcurrentBag<RawConnection> _connections = [];
    private readonly ConcurrentBag<Exception> _errors = [];
    private readonly Task _accepting;
    private int _accepted;

    public RawServer(Func<RawConnection, Task> script)
    {
        _script = script;
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Connections accepted so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Answers every request on every connection with the same bytes.</summary>
    public static RawServer Always(string response) => new(async connection =>
    {
        while (await connection.ReadRequestAsync() is not null)
        {
            await connection.SendAsync(response);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;

        // A script may read without the token; its connection's end ends it.
        foreach (var connection in _connections)
        {
            connection.Close();
        }

        await Task.WhenAll(_scripts);
        _stop.Dispose();
        Assert.Empty(_errors);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                socket.NoDelay = true;
                var number = Interlocked.Increment(ref _accepted);
                var connection = new RawConnection(socket, number, _stop.Token);
                _connections.Add(connection);
                _scripts.Add(Task.Run(() => RunAsync(connection)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task RunAsync(RawConnection connection)
    {
        try
        {
            await _script(connection);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
        catch (IOException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            _errors.Add(error);
        }
        finally
        {
            connection.Dispose();
        }
    }
}
