using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Sightglass.Gateway.Net;

namespace Sightglass.Gateway.Dns;

/// <summary>
/// Asks one server one question: over UDP from a port of its own with an unpredictable id, so that forging an answer means guessing both;
/// over TCP when the answer does not fit.
/// </summary>
internal sealed class DnsExchange(TimeProvider time)
{
    /// <summary>Datagrams that answer something else, after which the question is given up: somebody is guessing.</summary>
    private const int MaxStrays = 64;

    /// <summary>Asks, and waits at most <paramref name="timeout"/>.</summary>
    public async Task<DnsExchangeResult> AskAsync(
        IPEndPoint server, string name, DnsRecordType type, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var result = await AskOverUdpAsync(server, name, type, extended: true, either.Token).ConfigureAwait(false);

            // A server from before the extension may take it for an error of ours.
            if (result.Message is { } refused && DnsMessage.ResponseCode(refused) is 1 or 4)
            {
                result = await AskOverUdpAsync(server, name, type, extended: false, either.Token).ConfigureAwait(false);
            }

            return result.Message is { } message && DnsMessage.IsTruncated(message)
                ? await AskOverTcpAsync(server, name, type, either.Token).ConfigureAwait(false)
                : result;
        }
        catch (OperationCanceledException)
        {
            return new DnsExchangeResult { Failure = cancellationToken.IsCancellationRequested ? "cancelled" : "timeout" };
        }
        catch (SocketException error)
        {
            return new DnsExchangeResult { Failure = SocketErrorText.Of(error.SocketErrorCode) };
        }
    }

    private static async Task<DnsExchangeResult> AskOverUdpAsync(
        IPEndPoint server, string name, DnsRecordType type, bool extended, CancellationToken cancellationToken)
    {
        var (query, id) = NewQuery(name, type, extended);

        // Connected: the kernel passes on nothing that another address or port has sent.
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        await socket.SendAsync(query, cancellationToken).ConfigureAwait(false);
        var buffer = new byte[4096];
        for (var stray = 0; stray < MaxStrays; stray++)
        {
            var length = await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (DnsMessage.Answers(buffer.AsSpan(0, length), id, name, type))
            {
                return new DnsExchangeResult { Message = buffer[..length] };
            }
        }

        return new DnsExchangeResult { Failure = "too many answers to other questions" };
    }

    private static async Task<DnsExchangeResult> AskOverTcpAsync(
        IPEndPoint server, string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        var (query, id) = NewQuery(name, type, extended: false);
        var framed = new byte[query.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Length);
        query.CopyTo(framed, 2);

        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        await socket.SendAsync(framed, cancellationToken).ConfigureAwait(false);
        var prefix = new byte[2];
        if (!await TryFillAsync(socket, prefix, cancellationToken).ConfigureAwait(false))
        {
            return new DnsExchangeResult { Failure = "connection closed" };
        }

        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
        if (!await TryFillAsync(socket, message, cancellationToken).ConfigureAwait(false))
        {
            return new DnsExchangeResult { Failure = "connection closed" };
        }

        return DnsMessage.Answers(message, id, name, type)
            ? new DnsExchangeResult { Message = message }
            : new DnsExchangeResult { Failure = "answer to another question" };
    }

    private static (byte[] Query, ushort Id) NewQuery(string name, DnsRecordType type, bool extended)
    {
        var id = (ushort)RandomNumberGenerator.GetInt32(0x10000);
        var buffer = new byte[DnsMessage.MaxQuery];
        return (buffer[..DnsMessage.WriteQuery(id, name, type, extended, buffer)], id);
    }

    private static async ValueTask<bool> TryFillAsync(Socket socket, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            var count = await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return false;
            }

            buffer = buffer[count..];
        }

        return true;
    }
}
