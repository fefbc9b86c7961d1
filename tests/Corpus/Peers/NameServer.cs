using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Corpus.Peers;

/// <summary>
/// A name server on a loopback port that answers by the first label of what it is asked for, so that search lists make no difference:
/// an IPv4 address, or how it fails. Other names do not exist.
/// </summary>
internal sealed class NameServer : IAsyncDisposable
{
    private const byte NoSuchName = 3;
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Dictionary<string, Answer> _answers;
    private readonly Task _loop;

    public NameServer(IReadOnlyDictionary<string, string> names)
    {
        _answers = names.ToDictionary(entry => entry.Key, entry => Answer.Parse(entry.Value), StringComparer.OrdinalIgnoreCase);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _loop = RunAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Whether a text of a file is an answer.</summary>
    public static bool Knows(string text) => Answer.Codes.ContainsKey(text) || IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Loopback, 0), _stop.Token);
                await _socket.SendToAsync(Reply(buffer.AsSpan(0, received.ReceivedBytes)), received.RemoteEndPoint, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private byte[] Reply(ReadOnlySpan<byte> query)
    {
        var label = Encoding.ASCII.GetString(query.Slice(13, query[12]));
        var end = 12;
        while (query[end] != 0)
        {
            end += query[end] + 1;
        }

        var isForAddress = query[end + 2] == 1;
        var question = query[12..(end + 5)];
        var answer = _answers.GetValueOrDefault(label, new Answer(NoSuchName, null));
        byte[] record = isForAddress && answer.Address is { } address ? [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. address] : [];
        return [query[0], query[1], 0x81, (byte)(0x80 | answer.Code), 0, 1, 0, record.Length > 0 ? (byte)1 : (byte)0, 0, 0, 0, 0, .. question, .. record];
    }

    private sealed record Answer(byte Code, byte[]? Address)
    {
        public static IReadOnlyDictionary<string, byte> Codes { get; } =
            new Dictionary<string, byte> { ["empty"] = 0, ["format_error"] = 1, ["server_failure"] = 2, ["not_implemented"] = 4, ["refused"] = 5 };

        public static Answer Parse(string text) =>
            Codes.TryGetValue(text, out var code) ? new Answer(code, null) : new Answer(0, IPAddress.Parse(text).GetAddressBytes());
    }
}
