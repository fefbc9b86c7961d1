using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Proxying;

public sealed class WebSocketTests
{
    private const string Handshake =
        "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    [Fact]
    public async Task Upgrade_UpstreamAccepts_BytesGoBothWaysUntilItEnds()
    {
        string? head = null;
        await using var upstream = new RawServer(async connection =>
        {
            head = await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nearly");
            for (var piece = await connection.ReceiveAsync(); piece.Length > 0; piece = await connection.ReceiveAsync())
            {
                var text = System.Text.Encoding.Latin1.GetString(piece);
                if (text == "bye")
                {
                    return;
                }

                await connection.SendAsync($"<{text}>");
            }
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        var response = await client.SendRequestAsync(Handshake);
        Assert.Equal(101, response.Status);
        Assert.Equal("websocket", response["Upgrade"]);
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", response["Sec-WebSocket-Accept"]);
        Assert.Equal("early", await client.Reader.ReadAsync(5));
        await client.SendAsync("one");
        Assert.Equal("<one>", await client.Reader.ReadAsync(5));
        await client.SendAsync("two");
        Assert.Equal("<two>", await client.Reader.ReadAsync(5));
        await client.SendAsync("bye");

        await Assert.ThrowsAnyAsync<Exception>(() => client.Reader.ReadAsync(1));
        Assert.Contains("\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n", head);
        Assert.Contains("\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", head);
    }

    [Fact]
    public async Task Upgrade_UpstreamDeclines_ItsAnswerIsPassedOn()
    {
        await using var upstream = new FakeUpstream(_ => FakeUpstream.Response("no", 400));
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        Assert.Equal("no", (await client.SendRequestAsync(Handshake)).Body);
        Assert.Equal("no", (await client.GetAsync("/")).Body);
    }

    [Fact]
    public async Task Upgrade_ClientLeaves_UpstreamIsClosed()
    {
        var closed = new TaskCompletionSource();
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            await connection.WaitForCloseAsync();
            closed.SetResult();
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using (var client = await gateway.ConnectAsync())
        {
            Assert.Equal(101, (await client.SendRequestAsync(Handshake)).Status);
        }

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
