using System.Text;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Upstream;

public sealed class ResponseHeadParserTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    [Fact]
    public void Parse_CompleteHead_GivesStatusHeadersAndSize()
    {
        var text = Ok + "Server: nginx\r\nX-Odd_name:  a b\t \r\nContent-Length: 12\r\nEmpty:\r\n\r\nbody";
        var (status, head, _) = HeadCases.Parse(text);
        Assert.Equal(ParseStatus.Done, status);
        Assert.Equal(200, head.Status);
        Assert.Equal(1, head.MinorVersion);
        Assert.Equal("OK", head.Reason);
        Assert.Equal(text.Length - 4, head.Size);
        Assert.Equal(["Server", "X-Odd_name", "Content-Length", "Empty"], Enumerable.Range(0, head.Count).Select(head.GetName));
        Assert.Equal(["nginx", "a b", "12", ""], Enumerable.Range(0, head.Count).Select(head.GetValue));
        Assert.Equal(KnownHeader.Server, head.GetKnown(0));
        Assert.Equal(2, head.IndexOf(KnownHeader.ContentLength));
        Assert.Equal(-1, head.IndexOf(KnownHeader.Connection));
        Assert.Equal("X-Odd_name"u8, head.GetNameBytes(1));
        Assert.Equal("a b"u8, head.GetValueBytes(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => head.GetName(4));
    }

    [Theory]
    [InlineData("HTTP/1.1 200\r\n\r\n", 200, "", 1)]
    [InlineData("HTTP/1.1 200 \r\n\r\n", 200, "", 1)]
    [InlineData("HTTP/1.0 404 Not \u00e9 Found\r\n\r\n", 404, "Not \u00e9 Found", 0)]
    [InlineData("HTTP/1.9 999 odd\r\n\r\n", 999, "odd", 1)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", 100, "Continue", 1)]
    public void Parse_StatusLine_IsUnderstood(string text, int code, string reason, int minor)
    {
        var (status, head, _) = HeadCases.Parse(text);
        Assert.Equal(ParseStatus.Done, status);
        Assert.Equal(code, head.Status);
        Assert.Equal(reason, head.Reason);
        Assert.Equal(minor, head.MinorVersion);
    }

    /// <summary>What another recipient may read differently, or not at all.</summary>
    [Theory]
    [InlineData("<html>hello</html>", "no HTTP/1.x status line")]
    [InlineData("\r\nHTTP/1.1 200 OK\r\n\r\n", "no HTTP/1.x status line")]
    [InlineData("SSH-2.0-OpenSSH_9\r\n", "no HTTP/1.x status line")]
    [InlineData("HTTP/2.0 200 OK\r\n\r\n", "no HTTP/1.x status line")]
    [InlineData("http/1.1 200 OK\r\n\r\n", "no HTTP/1.x status line")]
    [InlineData("HTTP/1.x 200 OK\r\n\r\n", "no HTTP/1.x status line")]
    [InlineData("HTTP/1.1200 OK\r\n\r\n", "malformed status line")]
    [InlineData("HTTP/1.1  200 OK\r\n\r\n", "malformed status line")]
    [InlineData("HTTP/1.1\t200 OK\r\n\r\n", "malformed status line")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n", "malformed status line")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n", "malformed status line")]
    [InlineData("HTTP/1.1 020 OK\r\n\r\n", "malformed status code")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n", "malformed status code")]
    [InlineData("HTTP/1.1 +20 OK\r\n\r\n", "malformed status code")]
    [InlineData("HTTP/1.1 200 O\0K\r\n\r\n", "control character in the reason phrase")]
    [InlineData("HTTP/1.1 200 O\rK\r\n\r\n", "control character in the reason phrase")]
    [InlineData("HTTP/1.1 200 OK\n\r\n", "line not ended by CR LF")]
    [InlineData(Ok + "A: b\n\r\n", "line not ended by CR LF")]
    [InlineData(Ok + "A: b\r\n\n", "line not ended by CR LF")]
    [InlineData(Ok + "\n", "line not ended by CR LF")]
    [InlineData(Ok + "A: b\rC: d\r\n\r\n", "control character in a header value")]
    [InlineData(Ok + "A: b\r\r\n\r\n", "control character in a header value")]
    [InlineData(Ok + "A: b\0c\r\n\r\n", "control character in a header value")]
    [InlineData(Ok + "A: b\u007f\r\n\r\n", "control character in a header value")]
    [InlineData(Ok + "A: b\u000b\r\n\r\n", "control character in a header value")]
    [InlineData(Ok + "A: b\r\n c: d\r\n\r\n", "folded header line")]
    [InlineData(Ok + "A: b\r\n\tc\r\n\r\n", "folded header line")]
    [InlineData(Ok + " A: b\r\n\r\n", "folded header line")]
    [InlineData(Ok + "A : b\r\n\r\n", "invalid header name")]
    [InlineData(Ok + "A\t: b\r\n\r\n", "invalid header name")]
    [InlineData(Ok + ": b\r\n\r\n", "invalid header name")]
    [InlineData(Ok + "A\r\n\r\n", "invalid header name")]
    [InlineData(Ok + "A b: c\r\n\r\n", "invalid header name")]
    [InlineData(Ok + "A\0: c\r\n\r\n", "invalid header name")]
    [InlineData(Ok + "\u00e9: c\r\n\r\n", "invalid header name")]
    [InlineData(Ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "repeated Content-Length")]
    [InlineData(Ok + "Content-Length: 1\r\ncontent-length: 1\r\n\r\n", "repeated Content-Length")]
    [InlineData(Ok + "Content-Length: 1, 1\r\n\r\n", "malformed Content-Length")]
    [InlineData(Ok + "Content-Length: -1\r\n\r\n", "malformed Content-Length")]
    [InlineData(Ok + "Content-Length: +1\r\n\r\n", "malformed Content-Length")]
    [InlineData(Ok + "Content-Length: 0x1\r\n\r\n", "malformed Content-Length")]
    [InlineData(Ok + "Content-Length: 1 2\r\n\r\n", "malformed Content-Length")]
    [InlineData(Ok + "Content-Length:\r\n\r\n", "malformed Content-Length")]
    [InlineData(Ok + "Content-Length: 9223372036854775808\r\n\r\n", "malformed Content-Length")]
    [InlineData(Ok + "Content-Length: 99999999999999999999\r\n\r\n", "malformed Content-Length")]
    [InlineData(Ok + "Content-Length: \u00b2\r\n\r\n", "malformed Content-Length")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", "Transfer-Encoding together with Content-Length")]
    [InlineData(Ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "Transfer-Encoding together with Content-Length")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "repeated Transfer-Encoding")]
    [InlineData(Ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", "unsupported Transfer-Encoding")]
    [InlineData(Ok + "Transfer-Encoding: chunked, identity\r\n\r\n", "unsupported Transfer-Encoding")]
    [InlineData(Ok + "Transfer-Encoding: identity\r\n\r\n", "unsupported Transfer-Encoding")]
    [InlineData(Ok + "Transfer-Encoding: xchunked\r\n\r\n", "unsupported Transfer-Encoding")]
    [InlineData(Ok + "Transfer-Encoding:\r\n\r\n", "unsupported Transfer-Encoding")]
    [InlineData(Ok + "Transfer-Encoding: \"chunked\"\r\n\r\n", "unsupported Transfer-Encoding")]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "Transfer-Encoding in an HTTP/1.0 response")]
    public void Parse_AmbiguousOrMalformed_IsRefused(string text, string detail)
    {
        var (status, _, actual) = HeadCases.Parse(text);
        Assert.Equal(ParseStatus.Invalid, status);
        Assert.Equal(detail, actual);
    }

    [Theory]
    [InlineData("Content-Length: 0", false, nameof(ResponseFraming.None), 0L, true)]
    [InlineData("Content-Length: 9223372036854775807", false, nameof(ResponseFraming.ContentLength), long.MaxValue, true)]
    [InlineData("Content-Length: 00012", false, nameof(ResponseFraming.ContentLength), 12L, true)]
    [InlineData("Content-Length: 12", true, nameof(ResponseFraming.None), 12L, true)]
    [InlineData("Transfer-Encoding: Chunked", false, nameof(ResponseFraming.Chunked), -1L, true)]
    [InlineData("Transfer-Encoding: chunked", true, nameof(ResponseFraming.None), -1L, true)]
    [InlineData("X: y", false, nameof(ResponseFraming.UntilClose), -1L, false)]
    [InlineData("X: y", true, nameof(ResponseFraming.None), -1L, true)]
    [InlineData("Content-Length: 5\r\nConnection: close", false, nameof(ResponseFraming.ContentLength), 5L, false)]
    [InlineData("Content-Length: 5\r\nConnection: x, Close", false, nameof(ResponseFraming.ContentLength), 5L, false)]
    [InlineData("Content-Length: 5\r\nConnection: keep-alive\r\nConnection: close", false, nameof(ResponseFraming.ContentLength), 5L, false)]
    [InlineData("Content-Length: 5\r\nConnection: , ,keep-alive", false, nameof(ResponseFraming.ContentLength), 5L, true)]
    public void Parse_Framing_FollowsTheRfc(string headers, bool answersHead, string framing, long length, bool keepAlive)
    {
        var (status, head, _) = HeadCases.Parse(Ok + headers + "\r\n\r\n", answersHead);
        Assert.Equal(ParseStatus.Done, status);
        Assert.Equal((framing, length, keepAlive), (head.Framing.ToString(), head.ContentLength, head.KeepAlive));
    }

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", nameof(ResponseFraming.ContentLength), false)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: Keep-Alive\r\n\r\n", nameof(ResponseFraming.ContentLength), true)]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n", nameof(ResponseFraming.UntilClose), false)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", nameof(ResponseFraming.None), true)]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", nameof(ResponseFraming.None), true)]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", nameof(ResponseFraming.None), false)]
    [InlineData("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", nameof(ResponseFraming.None), false)]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n", nameof(ResponseFraming.None), true)]
    [InlineData("HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", nameof(ResponseFraming.None), true)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", nameof(ResponseFraming.Upgraded), false)]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", nameof(ResponseFraming.None), true)]
    public void Parse_StatusWithoutBodyOrOldVersion_FramingFollowsTheRfc(string text, string framing, bool keepAlive)
    {
        var (status, head, _) = HeadCases.Parse(text);
        Assert.Equal(ParseStatus.Done, status);
        Assert.Equal((framing, keepAlive), (head.Framing.ToString(), head.KeepAlive));
    }

    [Theory]
    [InlineData("timeout=5", 5)]
    [InlineData("max=100, timeout=7", 7)]
    [InlineData("TIMEOUT=99999999999", int.MaxValue)]
    [InlineData("timeout=", -1)]
    [InlineData("timeout=x", -1)]
    [InlineData("max=3", -1)]
    public void Parse_KeepAliveHeader_GivesThePeersTimeout(string value, int seconds)
        => Assert.Equal(seconds, HeadCases.Parse(Ok + $"Keep-Alive: {value}\r\n\r\n").Head.KeepAliveTimeout);

    [Fact]
    public void Parse_SplitAnywhere_GivesTheSame()
    {
        string[] texts =
        [
            Ok + "Server: nginx\r\nContent-Type: text/plain\r\nX-A: \t b \r\nContent-Length: 12\r\n\r\nabc",
            "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
            Ok + "A: b\r\n c\r\n\r\n",
            Ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\n\n",
            Ok + "A: b\rc\r\n\r\n",
        ];
        foreach (var bytes in texts.Select(Encoding.Latin1.GetBytes))
        {
            var whole = HeadCases.Parse(bytes);
            for (var split = 0; split <= bytes.Length; split++)
            {
                var parts = HeadCases.Parse(bytes, split);
                Assert.Equal(HeadCases.Describe(whole.Status, whole.Head), HeadCases.Describe(parts.Status, parts.Head));
            }
        }
    }

    [Fact]
    public void Parse_SizeAtTheLimit_PassesAndOneMoreIsRefused()
    {
        var bytes = Encoding.Latin1.GetBytes(Ok + "A: " + new string('x', 100) + "\r\n\r\n");
        Assert.Equal(ParseStatus.Done, HeadCases.Parse(bytes, maxSize: bytes.Length).Status);
        Assert.Equal(ParseStatus.TooLarge, HeadCases.Parse(bytes, maxSize: bytes.Length - 1).Status);
        Assert.Equal(ParseStatus.NeedMore, HeadCases.Parse(bytes[..60], maxSize: 61).Status);
        Assert.Equal(ParseStatus.TooLarge, HeadCases.Parse(bytes[..61], maxSize: 61).Status);
    }

    [Fact]
    public void Parse_HeadersAtTheLimit_PassesAndOneMoreIsRefused()
    {
        var ten = Ok + string.Concat(Enumerable.Range(0, 10).Select(i => $"A{i}: b\r\n")) + "\r\n";
        Assert.Equal(10, HeadCases.Parse(Encoding.Latin1.GetBytes(ten), maxHeaders: 10).Head.Count);
        Assert.Equal(ParseStatus.TooLarge, HeadCases.Parse(Encoding.Latin1.GetBytes(ten), maxHeaders: 9).Status);
    }

    [Fact]
    public void Parse_RandomDamage_NeverThrowsAndDoesNotDependOnTheSplit()
    {
        var random = new Random(20260101);
        var seeds = new[]
        {
            Ok + "Server: a\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello",
            Ok + "Transfer-Encoding: chunked\r\nTrailer: x\r\nSet-Cookie: a=b; c\r\n\r\n5\r\n",
            "HTTP/1.0 302 Found\r\nLocation: /x\r\nVia: 1.1 y\r\nKeep-Alive: timeout=5\r\n\r\n",
        }.Select(Encoding.Latin1.GetBytes).ToArray();
        var alphabet = "\r\n\t :;,0123456789aZ\0\u007f\u00ff"u8.ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = seeds[random.Next(seeds.Length)].ToList();
            for (var edit = random.Next(1, 5); edit > 0; edit--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(3))
                {
                    case 0:
                        bytes[at] = alphabet[random.Next(alphabet.Length)];
                        break;
                    case 1:
                        bytes.Insert(at, alphabet[random.Next(alphabet.Length)]);
                        break;
                    default:
                        bytes.RemoveAt(at);
                        break;
                }
            }

            var array = bytes.ToArray();
            var whole = HeadCases.Parse(array);
            var split = HeadCases.Parse(array, random.Next(array.Length));
            Assert.Equal(HeadCases.Describe(whole.Status, whole.Head), HeadCases.Describe(split.Status, split.Head));
            if (whole.Status == ParseStatus.Done)
            {
                Assert.True(array.AsSpan(0, whole.Head.Size).EndsWith("\r\n\r\n"u8));
                Assert.False(array.AsSpan(0, whole.Head.Size - 4).IndexOf("\r\n\r\n"u8) >= 0);
            }
        }
    }
}
