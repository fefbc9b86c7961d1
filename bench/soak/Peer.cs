using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace Sightglass.Soak;

/// <summary>An upstream with every habit: fast, streaming, WebSocket, cut short, reset, failing; and on a second port one that speaks no HTTP.</summary>
internal static class Peer
{
    /// <summary>What <c>/stream</c> sends, in pieces.</summary>
    public const int StreamPieces = 20;

    public const int StreamPieceSize = 10_000;

    private static readonly byte[] Small = [.. Enumerable.Repeat((byte)'x', 200)];
    private static readonly byte[] Piece = [.. Enumerable.Repeat((byte)'s', StreamPieceSize)];

    public static async Task RunAsync(int port, int garbagePort)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(AnswerAsync);
        await app.StartAsync();
        await Task.WhenAny(app.WaitForShutdownAsync(), TalkNonsenseAsync(garbagePort));
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/stream":
                await StreamAsync(context);
                break;
            case "/ws" when context.WebSockets.IsWebSocketRequest:
                await EchoAsync(context);
                break;
            case "/cut":
                context.Response.ContentLength = 100_000;
                await context.Response.Body.WriteAsync(Piece);
                await context.Response.Body.FlushAsync();
                context.Abort();
                break;
            case "/reset":
                context.Abort();
                break;
            case "/failing":
                context.Response.StatusCode = 503;
                break;
            default:
                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Response.ContentType = "text/plain";
                context.Response.ContentLength = Small.Length;
                await context.Response.Body.WriteAsync(Small);
                break;
        }
    }

    private static async Task StreamAsync(HttpContext context)
    {
        for (var i = 0; i < StreamPieces; i++)
        {
            await context.Response.Body.WriteAsync(Piece);
            await context.Response.Body.FlushAsync();
            await Task.Delay(5);
        }
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[32 * 1024];
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return;
                }

                await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, CancellationToken.None);
            }
        }
        catch (WebSocketException)
        {
            // Some clients leave without a word.
        }
    }

    private static async Task TalkNonsenseAsync(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            try
            {
                await client.Client.ReceiveAsync(new byte[4096]);
                await client.Client.SendAsync("220 not what you are looking for\r\n"u8.ToArray());
            }
            catch (SocketException)
            {
                // The gateway was faster.
            }
        }
    }
}
