using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Sightglass.Cluster.Messages;
using Sightglass.Cluster.Rpc;

namespace Sightglass.Cluster.Tests.Rpc;

/// <summary>Damaged messages: the connection may end, with a reason; it never throws, hangs, or answers with what is no JSON-RPC.</summary>
public sealed class RpcFuzzTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly string[] Messages =
    [
        """{"jsonrpc":"2.0","id":1,"method":"heartbeat","params":{"sessions":[]}}""",
        """{"jsonrpc":"2.0","method":"heartbeat","params":{"sessions":[{"id":"0b7f9d0e-8f60-4d0b-9c1d-9f6f6a3f1c11","recorded":3}]}}""",
        """{"jsonrpc":"2.0","id":"text","method":"session.share","params":{"session_id":"0b7f9d0e-8f60-4d0b-9c1d-9f6f6a3f1c11","trace_share":5}}""",
        """{"jsonrpc":"2.0","id":7,"result":{"trace_share":5,"recorded":1}}""",
        """{"jsonrpc":"2.0","id":8,"error":{"code":-32601,"message":"no such method"}}""",
        """{"jsonrpc":"2.0","id":9,"method":"nobody.knows","params":[1,2,3]}""",
    ];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "null", "true", "-1", "1e999", "99999999999999999999", "\\u0000", "\\ud800", "\0", "\u00ff", "//", "{\"a\":",
        "\"id\":null", "\"id\":{}", "\"method\":5", "\"params\":\"x\"", "\"jsonrpc\":\"1.0\"", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    [Fact]
    public async Task Receive_DamagedMessages_ConnectionAnswersOrEndsWithAReason()
    {
        var random = new Random(20260301);
        var answered = 0;
        var ended = 0;
        SocketPair? pair = null;
        Task<string>? running = null;
        var dispatcher = new RpcDispatcher()
            .On(ClusterMethods.Heartbeat, static (_, _) => Task.FromResult(new HeartbeatResult { Shares = [] }))
            .On(ClusterMethods.SessionShare, static (p, _) => Task.FromResult(new SessionShareResult { TraceShare = p.TraceShare, Recorded = 0 }));
        for (var round = 0; round < 600; round++)
        {
            if (running is null or { IsCompleted: true } || pair!.Client.State != WebSocketState.Open)
            {
                pair?.Dispose();
                pair = await SocketPair.CreateAsync();
                running = ServeAsync(pair.Server, dispatcher);
            }

            var message = Damage(random, Messages[random.Next(Messages.Length)]);
            try
            {
                await pair.Client.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, CancellationToken.None);

                // Behind it a call that is whole: either it is answered, or the connection has ended.
                await pair.Client.SendAsync(
                    """{"jsonrpc":"2.0","id":424242,"method":"heartbeat","params":{"sessions":[]}}"""u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
                if (await ReadUntilAsync(pair.Client, 424242, message))
                {
                    answered++;
                    continue;
                }
            }
            catch (WebSocketException)
            {
                // Ended.
            }

            ended++;
            pair.Client.Abort();
            Assert.NotEmpty(await running.WaitAsync(Patience));
        }

        pair?.Dispose();
        Assert.True(answered > 60, $"{answered} answered, {ended} ended");
    }

    /// <summary>Serves as a control plane does: what has ended is closed.</summary>
    private static async Task<string> ServeAsync(WebSocket socket, RpcDispatcher dispatcher)
    {
        await using var connection = new RpcConnection(socket, dispatcher);
        var reason = await connection.RunAsync(CancellationToken.None);
        socket.Abort();
        return reason;
    }

    /// <summary>Reads answers up to the one with this id; false when the connection ends before.</summary>
    private static async Task<bool> ReadUntilAsync(WebSocket socket, int id, string about)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult read;
            do
            {
                read = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).AsTask().WaitAsync(Patience);
                length += read.Count;
            }
            while (!read.EndOfMessage);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                return false;
            }

            using var answer = JsonDocument.Parse(buffer.AsMemory(0, length));
            Assert.True(answer.RootElement.GetProperty("jsonrpc").GetString() == "2.0", about);
            if (answer.RootElement.TryGetProperty("id", out var told) && told.ValueKind == JsonValueKind.Number && told.TryGetInt32(out var number) && number == id)
            {
                return true;
            }
        }
    }

    private static string Damage(Random random, string message)
    {
        var text = new StringBuilder(message);
        for (var edits = random.Next(1, 5); edits > 0 && text.Length > 1; edits--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text[at] = (char)random.Next(1, 256);
                    break;
                case 1:
                    text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                    break;
                default:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }

        return text.ToString();
    }
}
