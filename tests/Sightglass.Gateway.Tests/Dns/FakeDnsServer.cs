using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Sightglass.Gateway.Dns;

namespace Sightglass.Gateway.Tests.Dns;

/// <summary>A name server on loopback, UDP and TCP on one port, that answers as the test says.</summary>
internal sealed class FakeDnsServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Question, DnsReplyBuilder?> _script;
    private readonly Socket _udp;
    private readonly Socket _tcp;
    private readonly Task _udpLoop;
    private readonly Task _tcpLoop;

    public FakeDnsServer(Func<Question, DnsReplyBuilder?> script)
    {
        _script = script;
        (_udp, _tcp) = Bind();
        EndPoint = (IPEndPoint)_udp.LocalEndPoint!;
        _udpLoop = RunUdpAsync();
        _tcpLoop = RunTcpAsync();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>What was asked so far.</summary>
    public ConcurrentQueue<Question> Questions { get; } = new();

    public int Count(string name) => Questions.Count(question => question.Name == name);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _udp.Dispose();
        _tcp.Dispose();
        await Task.WhenAll(_udpLoop, _tcpLoop);
        _stop.Dispose();
    }

    /// <summary>Both kinds of socket on one free port.</summary>
    private static (Socket Udp, Socket Tcp) Bind()
    {
        while (true)
        {
            var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                udp.Bind(tcp.LocalEndPoint!);
                tcp.Listen();
                return (udp, tcp);
            }
            catch (SocketException)
            {
                tcp.Dispose();
                udp.Dispose();
            }
        }
    }

    private async Task RunUdpAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var received = await _udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Loopback, 0), _stop.Token);
                var query = buffer[..received.ReceivedBytes];
                if (Answer(query, overTcp: false) is { } reply)
                {
                    foreach (var message in reply.ToMessages(query))
                    {
                        await _udp.SendToAsync(message, received.RemoteEndPoint, _stop.Token);
                    }
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task RunTcpAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await _tcp.AcceptAsync(_stop.Token);
                var buffer = new byte[4096];
                var length = await connection.ReceiveAsync(buffer, _stop.Token);
                var query = buffer[2..length];
                if (Answer(query, overTcp: true) is not { } reply)
                {
                    continue;
                }

                foreach (var message in reply.ToMessages(query))
                {
                    var prefix = new byte[2];
                    BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)message.Length);
                    await connection.SendAsync(prefix, _stop.Token);
                    await connection.SendAsync(message, _stop.Token);
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private DnsReplyBuilder? Answer(byte[] query, bool overTcp)
    {
        var at = 12;
        Assert.True(DnsName.TryRead(query, ref at, out var name));
        var type = (DnsRecordType)BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(at));
        var question = new Question(name, type, overTcp, query[11] == 1);
        Questions.Enqueue(question);
        return _script(question);
    }

    /// <summary>A question as it arrived.</summary>
    internal sealed record Question(string Name, DnsRecordType Type, bool OverTcp, bool Extended);
}
