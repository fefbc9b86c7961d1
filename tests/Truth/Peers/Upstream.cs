using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Truth.Peers;

/// <summary>A server on loopback that does to each connection what the test says.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly ConcurrentBag<Exception> _errors = [];
    private readonly Func<Socket, Task> _script;
    private readonly Task _accepting;

    private Upstream(Func<Socket, Task> script, IPEndPoint? address, int? receiveBuffer)
    {
        _script = script;
        if (receiveBuffer is { } size)
        {
            _listener.ReceiveBufferSize = size;
        }

        _listener.Bind(address ?? new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Runs a script on each connection.</summary>
    /// <param name="script">What to do.</param>
    /// <param name="address">Where to listen; any port of the loopback when null.</param>
    /// <param name="receiveBuffer">Bytes the kernel takes in for the server; null for its default.</param>
    public static Upstream Raw(Func<Wire, Task> script, IPEndPoint? address = null, int? receiveBuffer = null) =>
        new(socket => script(new Wire(new NetworkStream(socket))), address, receiveBuffer);

    /// <summary>As <see cref="Raw"/>, with the socket: for what only it can do.</summary>
    public static Upstream RawSocket(Func<Socket, Wire, Task> script) => new(socket => script(socket, new Wire(new NetworkStream(socket))), null, null);

    /// <summary>Answers each request, once it is read to its end.</summary>
    public static Upstream Answering(Func<Wire, string, Task> answer, IPEndPoint? address = null) => Raw(wire => ServeAsync(wire, answer), address);

    public static Upstream Answering(string response) => Answering((wire, _) => wire.SendAsync(response));

    /// <summary>Answers over TLS, and is late with the handshake.</summary>
    /// <param name="certificate">What it presents.</param>
    /// <param name="injection">Gets the handshake's whole length: all of it is waited for.</param>
    /// <param name="milliseconds">How long it hesitates before the handshake.</param>
    /// <param name="answer">Answers a request.</param>
    public static Upstream Tls(X509Certificate2 certificate, Injection injection, int milliseconds, Func<Wire, string, Task> answer) => new(
        async socket =>
        {
            var start = Stopwatch.GetTimestamp();
            if (injection.Armed)
            {
                await Task.Delay(milliseconds);
            }

            using var stream = new SslStream(new NetworkStream(socket));
            await stream.AuthenticateAsServerAsync(certificate);
            injection.AddSince(start);
            await ServeAsync(new Wire(stream), answer);
        },
        null,
        null);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
        Assert.Empty(_errors);
    }

    private static async Task ServeAsync(Wire wire, Func<Wire, string, Task> answer)
    {
        while (await wire.ReadHeadAsync() is { } head)
        {
            await wire.ReadBodyAsync(head);
            await answer(wire, head);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                _connections.Add(Task.Run(() => RunAsync(socket)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task RunAsync(Socket socket)
    {
        // Ends what a script still waits for when the test is over.
        using var registration = _stop.Token.Register(socket.Dispose);
        try
        {
            socket.NoDelay = true;
            await _script(socket);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The gateway left, which some tests make it do.
        }
        catch (Exception e)
        {
            _errors.Add(e);
        }
        finally
        {
            socket.Dispose();
        }
    }
}
