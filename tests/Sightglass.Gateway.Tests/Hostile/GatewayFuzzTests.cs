using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Hostile;

/// <summary>
/// Damaged streams through a real gateway, from both sides, held against <see cref="FramingModel"/>: the gateway may refuse more than the model does and
/// must never take for a message what the model does not. The same seeds every time; a failure names the stream.
/// </summary>
public sealed class GatewayFuzzTests
{
    /// <summary>Enough for every change; <c>FUZZ_ROUNDS=20000 ./test Gateway</c> looks further.</summary>
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_ROUNDS"), out var rounds) ? rounds : 400;

    private static readonly string[] Requests =
    [
        "GET /a HTTP/1.1\r\nHost: h\r\nX-Mark: 1\r\n\r\n",
        "GET /a?b=c HTTP/1.1\r\nHost: h:80\r\nX-Mark: 2\r\nAccept: */*\r\nCookie: a=b; c=d\r\n\r\n",
        "POST /b HTTP/1.1\r\nHost: h\r\nX-Mark: 3\r\nContent-Length: 5\r\n\r\nhello",
        "POST /c HTTP/1.1\r\nHost: h\r\nX-Mark: 4\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n",
        "PUT /d HTTP/1.1\r\nHost: h\r\nX-Mark: 5\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n",
        "POST /e HTTP/1.1\r\nHost: h\r\nX-Mark: 6\r\nContent-Length: 38\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: evil\r\n\r\n",
        "GET /f HTTP/1.0\r\nHost: h\r\nX-Mark: 7\r\nConnection: keep-alive\r\n\r\n",
        "DELETE http://h/g HTTP/1.1\r\nHost: h\r\nX-Mark: 8\r\nContent-Length: 0\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: h\r\nX-Mark: 9\r\n\r\n",
    ];

    private static readonly string[] Responses =
    [
        "HTTP/1.1 200 OK\r\nX-Mark: 1\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nX-Mark: 2\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-Mark: 3\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n",
        "HTTP/1.0 200 OK\r\nX-Mark: 4\r\n\r\nuntil the end",
        "HTTP/1.1 204 No Content\r\nX-Mark: 5\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nX-Mark: 6\r\nETag: \"x\"\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nX-Mark: 7\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 503 Service Unavailable\r\nX-Mark: 8\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    ];

    [Fact]
    public async Task Requests_Damaged_ReachTheUpstreamAsTheModelReadsThemOrNotAtAll()
    {
        var received = new ConcurrentQueue<ModelMessage>();
        await using var upstream = new RawServer(connection => AnswerByTheModelAsync(connection, received));
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, service: service => service with { Retries = 0 });
        var served = 0;
        for (var seed = 0; seed < Rounds; seed++)
        {
            var sent = new Mutator(seed, Requests).Text();
            var expected = FramingModel.ReadRequests(sent, out _);
            received.Clear();

            var answers = await SendAsync(gateway, sent, expected);

            Assert.True(answers <= expected.Count + 1, $"Seed {seed}: {answers} answers to {expected.Count} requests. Sent: {Escape(sent)}");
            AssertSubsequence([.. received], expected, $"Seed {seed}. Sent: {Escape(sent)}");
            served += received.Count;
        }

        // Guards the test: most of what is whole does get through, and bodies with it.
        Assert.True(served > Rounds / 2, $"{served} requests of {Rounds} streams reached the upstream");
        Assert.Equal(200, (await gateway.GetAsync("/still-there")).Status);
        Assert.DoesNotContain(gateway.Log.Entries, static entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task Responses_Damaged_ReachTheClientAsTheModelReadsThemOrAsAFailure()
    {
        var next = "";
        await using var upstream = new RawServer(async connection =>
        {
            while (await connection.ReadRequestAsync() is { } head)
            {
                if (!head.StartsWith("GET /fuzz", StringComparison.Ordinal))
                {
                    await connection.SendAsync(FakeUpstream.Response(head.Split(' ')[1]));
                    continue;
                }

                try
                {
                    await connection.SendAsync(next);
                }
                catch (SocketException)
                {
                    // The gateway has closed already.
                }

                return;
            }
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, service: service => service with { Retries = 0 });
        var whole = 0;
        for (var seed = 0; seed < Rounds; seed++)
        {
            next = new Mutator(seed, Responses).Text();
            var expected = FramingModel.ReadResponse(next);
            using var client = await gateway.ConnectAsync();

            var answer = await AskAsync(client);

            var about = $"Seed {seed}. The upstream sent: {Escape(next)}. The client got: {(answer is null ? "nothing whole" : Escape(answer.Head + answer.Body))}";
            if (answer is { Status: not 502 })
            {
                Assert.True(expected is not null, about);
                Assert.Equal((expected.Status, expected.Body), (answer.Status, answer.Body));
                whole++;
            }

            if (answer is not null)
            {
                var own = await client.GetAsync($"/own-{seed}");
                Assert.True(own.Status == 200 && own.Body == $"/own-{seed}", about);
            }
        }

        Assert.True(whole > Rounds / 4, $"{whole} responses of {Rounds} were whole");
        Assert.Equal("/still-there", (await gateway.GetAsync("/still-there")).Body);
        Assert.DoesNotContain(gateway.Log.Entries, static entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public void Model_Corpora_AreWhole()
    {
        Assert.All(Requests, text => Assert.Single(FramingModel.ReadRequests(text, out _)));
        Assert.Equal(Requests.Length, FramingModel.ReadRequests(string.Concat(Requests), out var isMalformed).Count);
        Assert.False(isMalformed);
        Assert.All(Responses, text => Assert.NotNull(FramingModel.ReadResponse(text)));
    }

    private static async Task<RawResponse?> AskAsync(RawClient client)
    {
        try
        {
            await client.SendAsync("GET /fuzz HTTP/1.1\r\nHost: h\r\n\r\n");
            var answer = await client.ReadResponseAsync();
            while (answer.Status < 200)
            {
                answer = await client.ReadResponseAsync();
            }

            return answer;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Sends, and reads what comes until every whole request is answered or the gateway closes. Gives the number of answers.</summary>
    private static async Task<int> SendAsync(GatewayFixture gateway, string sent, List<ModelMessage> expected)
    {
        using var client = await gateway.ConnectAsync();
        var answers = 0;
        try
        {
            await client.SendAsync(sent);
            while (answers < expected.Count)
            {
                var answer = await client.ReadResponseAsync(isHead: expected[answers].Method == "HEAD");
                answers += answer.Status >= 200 ? 1 : 0;
            }

            client.ShutdownSend();
            while (await client.Reader.ReadHeadAsync() is { } head)
            {
                answers += head.StartsWith("HTTP/1.1 1", StringComparison.Ordinal) ? 0 : 1;
                var length = HttpReader.Header(head, "Content-Length");
                await client.Reader.ReadAsync(length is null ? 0 : int.Parse(length));
            }
        }
        catch (IOException)
        {
            // Closed without more: an answer that nobody may wait for.
        }

        return answers;
    }

    /// <summary>Whatever the gateway sends must be what the model reads, byte for byte.</summary>
    private static async Task AnswerByTheModelAsync(RawConnection connection, ConcurrentQueue<ModelMessage> received)
    {
        var text = new StringBuilder();
        var known = 0;
        for (var bytes = await connection.ReceiveAsync(); bytes.Length > 0; bytes = await connection.ReceiveAsync())
        {
            text.Append(Encoding.Latin1.GetString(bytes));
            var requests = FramingModel.ReadRequests(text.ToString(), out var isMalformed);
            Assert.False(isMalformed, $"The upstream got: {Escape(text.ToString())}");
            foreach (var request in requests.Skip(known))
            {
                received.Enqueue(request);
                await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }

            known = requests.Count;
        }
    }

    private static void AssertSubsequence(ModelMessage[] received, List<ModelMessage> expected, string about)
    {
        var at = 0;
        foreach (var request in received)
        {
            while (at < expected.Count && expected[at] != request)
            {
                at++;
            }

            Assert.True(at < expected.Count, $"The upstream got {request}, which is not among {string.Join(" ", expected)}. {about}");
            at++;
        }
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var mark in text)
        {
            escaped.Append(mark switch
            {
                '\r' => "\\r",
                '\n' => "\\n",
                >= ' ' and <= '~' => mark.ToString(),
                _ => $"\\x{(int)mark:x2}",
            });
        }

        return escaped.ToString();
    }
}
