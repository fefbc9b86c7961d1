using System.Text;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Upstream;

public sealed class ChunkedDecoderTests
{
    [Theory]
    [InlineData("0\r\n\r\n", "")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n", "hello")]
    [InlineData("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world")]
    [InlineData("00000005\r\nhello\r\n000\r\n\r\n", "hello")]
    [InlineData("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789")]
    [InlineData("5;ext=1;q=\"a b\"\r\nhello\r\n0;last\r\n\r\n", "hello")]
    [InlineData("2\r\n\r\n\r\n0\r\n\r\n", "\r\n")]
    public void Decode_ValidBody_GivesTheDataHoweverSplit(string text, string data)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        for (var split = 0; split <= bytes.Length; split++)
        {
            var (status, decoded, rest, _) = Decode([bytes[..split], bytes[split..]], 1024);
            Assert.Equal((ParseStatus.Done, data, 0), (status, decoded, rest));
        }

        for (var room = 1; room < 5; room++)
        {
            Assert.Equal(data, Decode(bytes.Select(value => new[] { value }), room).Data);
            Assert.Equal(data, Decode([bytes], room).Data);
        }
    }

    [Theory]
    [InlineData("\r\n", "malformed chunk size")]
    [InlineData(" 5\r\n", "malformed chunk size")]
    [InlineData("5 \r\nhello", "malformed chunk size")]
    [InlineData("-5\r\n", "malformed chunk size")]
    [InlineData("+5\r\n", "malformed chunk size")]
    [InlineData("0x5\r\n", "malformed chunk size")]
    [InlineData("g\r\n", "malformed chunk size")]
    [InlineData(";a\r\n", "malformed chunk size")]
    [InlineData("5\nhello", "malformed chunk size")]
    [InlineData("5\rhello", "chunk size not ended by CR LF")]
    [InlineData("5;a\nhello", "control character in a chunk extension")]
    [InlineData("5;a\0\r\nhello", "control character in a chunk extension")]
    [InlineData("5;a\rb\r\nhello", "chunk size not ended by CR LF")]
    [InlineData("1000000000000000\r\n", "chunk size too large")]
    [InlineData("ffffffffffffffffffff\r\n", "chunk size too large")]
    [InlineData("0000000000000005\r\nhello\r\n0\r\n\r\n", "chunk size too large")]
    [InlineData("5\r\nhelloX\r\n", "chunk data not ended by CR LF")]
    [InlineData("5\r\nhello\n0\r\n\r\n", "chunk data not ended by CR LF")]
    [InlineData("5\r\nhello\rX", "chunk data not ended by CR LF")]
    [InlineData("0\r\n\n", "trailer line not ended by CR LF")]
    [InlineData("0\r\nA: b\n\r\n", "trailer line not ended by CR LF")]
    [InlineData("0\r\nA : b\r\n\r\n", "invalid header name in the trailers")]
    [InlineData("0\r\nA: b\r\n c\r\n\r\n", "folded header line in the trailers")]
    [InlineData("0\r\nA: \0\r\n\r\n", "control character in a header value in the trailers")]
    public void Decode_Malformed_IsRefusedHoweverSplit(string text, string detail)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        for (var split = 0; split <= bytes.Length; split++)
        {
            var (status, _, _, actual) = Decode([bytes[..split], bytes[split..]], 1024);
            Assert.Equal((ParseStatus.Invalid, detail), (status, actual));
        }
    }

    [Fact]
    public void Decode_Trailers_AreCollectedWithoutThoseThatFrame()
    {
        var trailers = new ResponseTrailers();
        var decoder = new ChunkedDecoder(trailers, new HeaderStringCache(), 1000, 10);
        decoder.Reset();
        var text = "0\r\nGrpc-Status: 0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nETag: \"x\"\r\nConnection: close\r\n\r\nrest";
        var status = decoder.Decode(Encoding.Latin1.GetBytes(text), default, out var consumed, out _);
        Assert.Equal(ParseStatus.Done, status);
        Assert.Equal(text.Length - 4, consumed);
        Assert.Equal(
            [("Grpc-Status", "0"), ("ETag", "\"x\"")],
            Enumerable.Range(0, trailers.Count).Select(i => (trailers.GetName(i), trailers.GetValue(i))));
    }

    [Fact]
    public void Decode_Limits_AreKept()
    {
        Assert.Equal("trailers too large", Decode([Encoding.Latin1.GetBytes("0\r\nA: " + new string('x', 2_000))], 8, 1_000).Detail);
        Assert.Equal("more than 3 trailers", Decode([Encoding.Latin1.GetBytes("0\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n")], 8, 1_000, 3).Detail);
        var extensions = string.Concat(Enumerable.Repeat("1;" + new string('x', 100) + "\r\na\r\n", 200));
        Assert.Equal("chunk extensions too large", Decode([Encoding.Latin1.GetBytes(extensions)], 1024).Detail);
    }

    [Fact]
    public void Decode_InPlace_GivesTheSameAsInto_SeparateMemory()
    {
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var data = new StringBuilder();
            var framed = new StringBuilder();
            for (var chunk = random.Next(0, 8); chunk > 0; chunk--)
            {
                var part = new string((char)('a' + random.Next(26)), random.Next(1, 40));
                data.Append(part);
                framed.Append($"{part.Length:x}\r\n{part}\r\n");
            }

            framed.Append("0\r\n\r\n");
            var decoder = NewDecoder();
            var bytes = Encoding.Latin1.GetBytes(framed.ToString());
            var output = new StringBuilder();
            var status = ParseStatus.NeedMore;
            for (var at = 0; at < bytes.Length;)
            {
                var buffer = bytes[at..Math.Min(bytes.Length, at + random.Next(1, 30))];
                at += buffer.Length;
                status = decoder.Decode(buffer, buffer, out var consumed, out var written);
                Assert.Equal(buffer.Length, consumed);
                output.Append(Encoding.Latin1.GetString(buffer, 0, written));
            }

            Assert.Equal(ParseStatus.Done, status);
            Assert.Equal(data.ToString(), output.ToString());
        }
    }

    [Fact]
    public void Decode_RandomBytes_NeverThrowsAndDoesNotDependOnTheSplit()
    {
        var random = new Random(20260102);
        var seed = "5;a=b\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\nX: y\r\n\r\n"u8.ToArray();
        var alphabet = "\r\n ;0159afgF:x\0"u8.ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = (byte[])seed.Clone();
            for (var edit = random.Next(1, 4); edit > 0; edit--)
            {
                bytes[random.Next(bytes.Length)] = alphabet[random.Next(alphabet.Length)];
            }

            var split = random.Next(bytes.Length);
            Assert.Equal(Decode([bytes], 1024), Decode([bytes[..split], bytes[split..]], random.Next(1, 20)));
        }
    }

    private static ChunkedDecoder NewDecoder(int trailerSize = 1000, int trailers = 10)
    {
        var decoder = new ChunkedDecoder(new ResponseTrailers(), new HeaderStringCache(), trailerSize, trailers);
        decoder.Reset();
        return decoder;
    }

    private static (ParseStatus Status, string Data, int Left, string? Detail) Decode(
        IEnumerable<byte[]> pieces, int room, int trailerSize = 1000, int trailers = 10)
    {
        var decoder = NewDecoder(trailerSize, trailers);
        var data = new StringBuilder();
        var buffer = new byte[room];
        foreach (var piece in pieces)
        {
            var rest = piece.AsSpan();
            while (!rest.IsEmpty)
            {
                var status = decoder.Decode(rest, buffer, out var consumed, out var written);
                data.Append(Encoding.Latin1.GetString(buffer, 0, written));
                rest = rest[consumed..];
                if (status != ParseStatus.NeedMore)
                {
                    return (status, status == ParseStatus.Done ? data.ToString() : string.Empty, rest.Length * (status == ParseStatus.Done ? 1 : 0), decoder.Detail);
                }
            }
        }

        return (ParseStatus.NeedMore, data.ToString(), 0, null);
    }
}
