using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.RealPeers;

/// <summary>A real server as the upstream: its keep-alive, its codings, its ranges, and how it leaves.</summary>
public sealed class NginxTests
{
    private static readonly string Text = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"line {number}\n"));

    [Fact]
    public async Task Get_ManyRequests_ShareItsConnectionsUntilItEndsThem()
    {
        await using var nginx = await NginxServer.StartAsync("keepalive_requests 10; location /status { stub_status; }", ("hello.txt", "hello"));
        await using var gateway = await GatewayFixture.ProxyAsync(nginx.EndPoint);
        using var client = await gateway.ConnectAsync();
        var before = await nginx.AcceptedAsync();

        for (var i = 0; i < 30; i++)
        {
            var response = await client.GetAsync("/hello.txt");
            Assert.Equal((200, "hello"), (response.Status, response.Body));
        }

        // Three for the requests, one for asking.
        Assert.Equal(before + 4, await nginx.AcceptedAsync());
    }

    [Fact]
    public async Task Get_Compressed_IsPassedOnAsItIs()
    {
        await using var nginx = await NginxServer.StartAsync("gzip on; gzip_proxied any; gzip_min_length 1; gzip_types *;", ("text.txt", Text));
        await using var gateway = await GatewayFixture.ProxyAsync(nginx.EndPoint);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{gateway.Address}/text.txt"));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));

        using var response = await client.SendAsync(request);

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.True(response.Headers.TransferEncodingChunked);
        await using var unpacked = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        Assert.Equal(Text, await new StreamReader(unpacked).ReadToEndAsync());
    }

    [Fact]
    public async Task Get_Range_IsPartialAndConditionsHold()
    {
        await using var nginx = await NginxServer.StartAsync("", ("text.txt", Text));
        await using var gateway = await GatewayFixture.ProxyAsync(nginx.EndPoint);
        using var client = await gateway.ConnectAsync();

        var part = await client.GetAsync("/text.txt", "Range: bytes=100-199\r\n");
        Assert.Equal((206, Text[100..200], $"bytes 100-199/{Text.Length}"), (part.Status, part.Body, part["Content-Range"]));
        var several = await client.GetAsync("/text.txt", "Range: bytes=0-1,5-6\r\n");
        Assert.StartsWith("multipart/byteranges; boundary=", several["Content-Type"], StringComparison.Ordinal);
        Assert.Equal(416, (await client.GetAsync("/text.txt", "Range: bytes=9999999-\r\n")).Status);
        var same = await client.GetAsync("/text.txt", $"If-None-Match: {part["ETag"]}\r\n");
        Assert.Equal((304, ""), (same.Status, same.Body));
        var head = await client.SendRequestAsync("HEAD /text.txt HTTP/1.1\r\nHost: h\r\n\r\n");
        Assert.Equal((200, $"{Text.Length}"), (head.Status, head["Content-Length"]));
        Assert.Equal(Text, (await client.GetAsync("/text.txt")).Body);
    }

    [Fact]
    public async Task Post_LargerThanItTakes_ItsRefusalArrivesBeforeTheBodyEnds()
    {
        await using var nginx = await NginxServer.StartAsync("client_max_body_size 1k;", ("hello.txt", "hello"));
        await using var gateway = await GatewayFixture.ProxyAsync(nginx.EndPoint);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync($"POST /hello.txt HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000\r\n\r\n{new string('x', 5_000)}");

        Assert.Equal(413, (await client.ReadResponseAsync()).Status);
        Assert.Equal("hello", (await gateway.GetAsync("/hello.txt")).Body);
    }

    [Theory]
    [InlineData("Content-Length: 300000\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n")]
    public async Task Put_Upload_ArrivesWhole(string framing)
    {
        await using var nginx = await NginxServer.StartAsync("dav_methods PUT; client_max_body_size 1m;");
        await using var gateway = await GatewayFixture.ProxyAsync(nginx.EndPoint);
        using var client = await gateway.ConnectAsync();
        var body = new StringBuilder();
        for (var i = 0; i < 300_000; i++)
        {
            body.Append((char)('a' + (i * 31 % 26)));
        }

        var isChunked = framing.StartsWith("Transfer", StringComparison.Ordinal);
        var sent = isChunked ? $"{100_000:x}\r\n{body.ToString(0, 100_000)}\r\n{200_000:x}\r\n{body.ToString(100_000, 200_000)}\r\n0\r\n\r\n" : body.ToString();
        Assert.Equal(201, (await client.SendRequestAsync($"PUT /upload.txt HTTP/1.1\r\nHost: h\r\n{framing}{sent}")).Status);

        Assert.Equal(body.ToString(), (await client.GetAsync("/upload.txt")).Body);
    }

    [Fact]
    public async Task Get_ItClosesWithoutAWord_502AndTheNextOneIsServed()
    {
        await using var nginx = await NginxServer.StartAsync("location /gone { return 444; }", ("hello.txt", "hello"));
        await using var gateway = await GatewayFixture.ProxyAsync(nginx.EndPoint);
        using var client = await gateway.ConnectAsync();

        Assert.Equal(502, (await client.GetAsync("/gone")).Status);
        Assert.Equal("hello", (await client.GetAsync("/hello.txt")).Body);
    }

    [Fact]
    public async Task Get_ManyAtOnce_EachGetsItsOwn()
    {
        var files = Enumerable.Range(0, 20).Select(number => ($"f{number}.txt", string.Concat(Enumerable.Repeat($"file {number};", 5_000)))).ToArray();
        await using var nginx = await NginxServer.StartAsync("gzip on; gzip_proxied any; gzip_min_length 1; gzip_types *;", files);
        await using var gateway = await GatewayFixture.ProxyAsync(nginx.EndPoint);
        using var handler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.GZip };
        using var client = new HttpClient(handler);

        var texts = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => client.GetStringAsync(new Uri($"http://{gateway.Address}/f{number % 20}.txt"))));

        for (var i = 0; i < texts.Length; i++)
        {
            Assert.Equal(files[i % 20].Item2, texts[i]);
        }
    }
}
