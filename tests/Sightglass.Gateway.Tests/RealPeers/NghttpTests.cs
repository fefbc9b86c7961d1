using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Gateway.Tests.Hostile;

namespace Sightglass.Gateway.Tests.RealPeers;

/// <summary>Real HTTP/2 clients that are not the framework's: nghttp for one request at a time, h2load for many.</summary>
public sealed partial class NghttpTests
{
    [Fact]
    public async Task Nghttp_Upload_ArrivesWholeWithItsTrailers()
    {
        await using var upstream = FakeUpstream.Ok("received");
        await using var gateway = await StartAsync(upstream.EndPoint);
        using var directory = new TemporaryDirectory();
        var body = string.Concat(Enumerable.Range(0, 30_000).Select(number => $"{number},"));
        await File.WriteAllTextAsync(directory.File("body"), body);

        var output = await RunAsync(
            "nghttp", "-v", "--no-content-length", "-H:method: POST", $"--data={directory.File("body")}", "--trailer=x-checksum: 7", $"http://{gateway.Address}/upload");

        Assert.Contains(":status: 200", output, StringComparison.Ordinal);
        Assert.Contains("received", output, StringComparison.Ordinal);
        var request = Assert.Single(upstream.Requests);
        Assert.Equal(("POST /upload HTTP/1.1", body, "x-checksum: 7\r\n"), (request.RequestLine, request.Body, request.Trailers));
    }

    [Fact]
    public async Task Nghttp_TrailersOfTheUpstream_Arrive()
    {
        await using var upstream = new FakeUpstream(_ => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Checksum: 9\r\n\r\n");
        await using var gateway = await StartAsync(upstream.EndPoint);

        var output = await RunAsync("nghttp", "-v", $"http://{gateway.Address}/");

        Assert.Contains("hello", output, StringComparison.Ordinal);
        Assert.Matches(TrailerLine(), output);
    }

    [Fact]
    public async Task Nghttp_StreamsAtOnce_WithPrioritiesAndASmallWindow_AllEnd()
    {
        var big = new string('b', 200_000);
        await using var upstream = new FakeUpstream(request => FakeUpstream.Response(big + request.Target));
        await using var gateway = await StartAsync(upstream.EndPoint);

        // A window of 2^14 bytes: every stream has to wait for room many times.
        string[] targets = [.. Enumerable.Range(0, 10).Select(number => $"http://{gateway.Address}/s{number}")];
        var output = await RunAsync("nghttp", ["-n", "-s", "-w", "14", "-W", "14", "-p", "200", .. targets]);

        Assert.Equal(10, StatLine().Count(output));
        Assert.Equal(10, upstream.Requests.Count);
    }

    [Fact]
    public async Task H2load_ManyStreams_AllSucceed()
    {
        await using var upstream = new FakeUpstream(request => FakeUpstream.Response(request.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        await using var gateway = await StartAsync(upstream.EndPoint);
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("body"), new string('x', 20_000));

        var output = await RunAsync("h2load", "-n", "1000", "-c", "5", "-m", "20", $"http://{gateway.Address}/");
        var uploads = await RunAsync("h2load", "-n", "200", "-c", "5", "-m", "20", "-d", directory.File("body"), $"http://{gateway.Address}/");

        Assert.Contains("1000 succeeded, 0 failed, 0 errored, 0 timeout", output, StringComparison.Ordinal);
        Assert.Contains("status codes: 1000 2xx, 0 3xx, 0 4xx, 0 5xx", output, StringComparison.Ordinal);
        Assert.Contains("200 succeeded, 0 failed, 0 errored, 0 timeout", uploads, StringComparison.Ordinal);
        Assert.Equal(200, upstream.Requests.Count(request => request.Body.Length == 20_000));
    }

    /// <summary>A stream that the client resets does not disturb the others, and its upstream is let go.</summary>
    [Fact]
    public async Task Reset_OneOfTwoStreams_TheOtherEnds()
    {
        var left = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        await using var upstream = new RawServer(async connection =>
        {
            var head = await connection.ReadRequestAsync();
            if (head?.StartsWith("GET /held", StringComparison.Ordinal) == true)
            {
                arrived.SetResult();
                try
                {
                    await connection.WaitForCloseAsync();
                }
                catch (System.Net.Sockets.SocketException)
                {
                    // Reset: gone as well.
                }

                left.SetResult();
                return;
            }

            await connection.SendAsync(FakeUpstream.Response("other"));
        });
        await using var gateway = await StartAsync(upstream.EndPoint);
        using var wire = await Http2Wire.ConnectAsync(gateway.Address);

        await wire.SendAsync(Http2Wire.Headers, Http2Wire.EndHeaders | Http2Wire.EndStream, 1, Get("/held"));
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await wire.SendAsync(Http2Wire.Reset, 0, 1, [0, 0, 0, 8]);
        await left.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await wire.SendAsync(Http2Wire.Headers, Http2Wire.EndHeaders | Http2Wire.EndStream, 3, Get("/other"));

        Assert.Equal(200, await wire.ReadOutcomeAsync(3));
    }

    /// <summary>Streams opened and reset at once, again and again (CVE-2023-44487): the connection may be ended, the gateway goes on.</summary>
    [Fact]
    public async Task Reset_Flood_GatewayGoesOn()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(upstream.EndPoint);
        using (var wire = await Http2Wire.ConnectAsync(gateway.Address))
        {
            var block = Get("/reset");
            try
            {
                for (var stream = 1; stream < 4_000; stream += 2)
                {
                    await wire.SendAsync(Http2Wire.Headers, Http2Wire.EndHeaders | Http2Wire.EndStream, stream, block);
                    await wire.SendAsync(Http2Wire.Reset, 0, stream, [0, 0, 0, 8]);
                }
            }
            catch (IOException)
            {
                // Ended, with every right.
            }
        }

        Assert.Equal(200, (await gateway.GetAsync("/still-there")).Status);
    }

    /// <summary>Stopping says so to HTTP/2 clients, and what is under way is answered.</summary>
    [Fact]
    public async Task Stop_StreamUnderWay_IsAnsweredAfterAGoAway()
    {
        var arrived = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            arrived.SetResult();
            await answer.Task;
            await connection.SendAsync(FakeUpstream.Response("after all"));
        });
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint),
            options => options with
            {
                Listeners = [new ListenerSettings { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Http2 = true }],
                DrainTimeout = TimeSpan.FromMinutes(5),
            });
        using var wire = await Http2Wire.ConnectAsync(gateway.Address);
        await wire.SendAsync(Http2Wire.Headers, Http2Wire.EndHeaders | Http2Wire.EndStream, 1, Get("/slow"));
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20));

        var stopping = gateway.Host.StopAsync(CancellationToken.None);
        var goAway = false;
        var status = 0;
        while (await wire.ReadAsync() is { } frame)
        {
            if (frame.Type == Http2Wire.GoAway && !goAway)
            {
                goAway = true;
                answer.SetResult();
            }
            else if (frame is { Type: Http2Wire.Headers, Stream: 1 })
            {
                status = frame.Payload[0] == 0x88 || frame.Payload.AsSpan().IndexOf((byte)0x88) >= 0 ? 200 : -1;
            }
        }

        await stopping;
        Assert.Equal((true, 200), (goAway, status));
    }

    private static byte[] Get(string path) => Http2Wire.Block([(":method", "GET"), (":scheme", "http"), (":path", path), (":authority", "h")]);

    private static Task<GatewayFixture> StartAsync(IPEndPoint upstream) => GatewayFixture.StartAsync(
        Configurations.Proxy(upstream),
        options => options with { Listeners = [new ListenerSettings { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Http2 = true }] });

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed");
            return "";
        }

        using (process)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                throw;
            }

            Assert.True(process.ExitCode == 0, $"{program}: {await errors}");
            return await output;
        }
    }

    [GeneratedRegex("x-checksum: 9", RegexOptions.IgnoreCase)]
    private static partial Regex TrailerLine();

    [GeneratedRegex(@" 200\s.*/s\d$", RegexOptions.Multiline)]
    private static partial Regex StatLine();
}
