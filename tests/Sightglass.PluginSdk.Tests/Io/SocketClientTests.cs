using System.Text;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Sockets;
using Sightglass.PluginSdk.Tests.Samples;
using Sightglass.Tracing.Catalogue;

namespace Sightglass.PluginSdk.Tests.Io;

public sealed class SocketClientTests
{
    [Fact]
    public async Task Receive_LineCountAnyAll_GiveWhatWasAsked()
    {
        await using var peer = new TcpPeer(async (stream, stop) =>
        {
            foreach (var b in "first\r\nsecond\n12345rest"u8.ToArray())
            {
                await stream.WriteAsync(new[] { b }, stop);
            }
        });
        await using var client = Client();
        await client.ConnectAsync(default, "127.0.0.1", peer.Port, default);

        Assert.Equal("first", Text(await client.ReceiveLineAsync(default, default)));
        Assert.Equal("second", Text(await client.ReceiveLineAsync(default, default)));
        Assert.Equal("123", Text(await client.ReceiveAsync(default, 3, default)));
        Assert.Equal("4", Text(await client.ReceiveAnyAsync(default, 1, default)));
        Assert.Equal("5rest", Text(await client.ReceiveAllAsync(default, default)));
        var failure = await Assert.ThrowsAsync<PluginIoException>(() => client.ReceiveLineAsync(default, default).AsTask());
        Assert.Equal(PluginIoError.Closed, failure.Error);
    }

    [Fact]
    public async Task Steps_Recorded_AreSpansOfTheirOwn()
    {
        await using var server = await WebServer.StartAsync(_ => Task.CompletedTask, tls: true);
        await using var client = Client();
        var recording = new Recording();

        await client.ConnectAsync(recording.Io, "localhost", server.Address.Port, default);
        await client.HandshakeAsync(recording.Io, new TlsClientOptions { Authorities = [server.Certificate!] }, default);
        await client.SendAsync(recording.Io, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), default);
        Assert.Equal("HTTP/1.1 200 OK", Text(await client.ReceiveLineAsync(recording.Io, default)));

        var trace = recording.Complete();
        var spans = Recording.PluginSpans(trace);
        Assert.Equal(
            ["kong.dns", "kong.io.socket.connect", "kong.io.socket.sslhandshake", "kong.io.socket.send", "kong.io.socket.receive"],
            spans.Select(span => span.Name));
        Assert.Equal(["tcp", "tls", "tls", "tls"], spans[1..].Select(span => Recording.Attribute(span, AttributeKeys.NetworkProtocolName)));
        Assert.Equal(trace.Latency.ThirdParty, trace.Latency.Dns + trace.Latency.TcpSock);
    }

    [Fact]
    public async Task Receive_SilentPeer_TimesOut()
    {
        await using var peer = new TcpPeer((_, stop) => Task.Delay(Timeout.Infinite, stop));
        await using var client = Client();
        await client.ConnectAsync(default, "127.0.0.1", peer.Port, default);
        client.Timeout = TimeSpan.FromMilliseconds(30);

        var failure = await Assert.ThrowsAsync<PluginIoException>(() => client.ReceiveAnyAsync(default, 10, default).AsTask());

        Assert.Equal(PluginIoError.Timeout, failure.Error);
    }

    [Fact]
    public async Task Receive_EndlessLine_IsRefused()
    {
        await using var peer = new TcpPeer(async (stream, stop) =>
        {
            while (true)
            {
                await stream.WriteAsync(new byte[4096], stop);
            }
        });
        await using var client = new SocketClient(SystemNameResolver.Instance, TimeProvider.System, maxReceive: 10_000);
        await client.ConnectAsync(default, "127.0.0.1", peer.Port, default);

        var failure = await Assert.ThrowsAsync<PluginIoException>(() => client.ReceiveLineAsync(default, default).AsTask());

        Assert.Equal(PluginIoError.TooLarge, failure.Error);
    }

    [Fact]
    public async Task Send_NotConnected_SaysClosed()
    {
        await using var client = Client();

        var failure = await Assert.ThrowsAsync<PluginIoException>(() => client.SendAsync(default, new byte[1], default).AsTask());

        Assert.Equal(PluginIoError.Closed, failure.Error);
    }

    private static SocketClient Client() => new(SystemNameResolver.Instance, TimeProvider.System);

    private static string Text(byte[] bytes) => Encoding.ASCII.GetString(bytes);
}
