using System.Text;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Redis;

namespace Sightglass.PluginSdk.Tests.Io;

public sealed class RespReaderTests
{
    [Theory]
    [InlineData("+OK\r\n", "OK")]
    [InlineData("-ERR no\r\n", "!ERR no")]
    [InlineData(":-42\r\n", "-42")]
    [InlineData("$5\r\na\r\nbc\r\n", "a\r\nbc")]
    [InlineData("$0\r\n\r\n", "")]
    [InlineData("$-1\r\n", "nil")]
    [InlineData("*-1\r\n", "nil")]
    [InlineData("_\r\n", "nil")]
    [InlineData("*0\r\n", "[]")]
    [InlineData("*2\r\n:1\r\n*1\r\n$1\r\nx\r\n", "[1,[x]]")]
    [InlineData("%1\r\n+k\r\n:1\r\n", "{k,1}")]
    [InlineData("~2\r\n:1\r\n:2\r\n", "[1,2]")]
    [InlineData("#t\r\n", "true")]
    [InlineData(",1.5\r\n", "1.5")]
    [InlineData(",inf\r\n", "Infinity")]
    [InlineData("(12345678901234567890\r\n", "12345678901234567890")]
    [InlineData("=7\r\ntxt:abc\r\n", "abc")]
    [InlineData("!5\r\nERR x\r\n", "!ERR x")]
    [InlineData("|1\r\n+ttl\r\n:1\r\n+v\r\n", "v")]
    public void TryRead_EveryPrefix_WaitsForTheRest(string wire, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(wire);
        for (var length = 0; length < bytes.Length; length++)
        {
            var part = new RespReader(bytes.AsSpan(0, length));
            Assert.False(part.TryRead(out _));
            Assert.Equal(0, part.Consumed);
        }

        var reader = new RespReader([.. bytes, (byte)'+']);
        Assert.True(reader.TryRead(out var value));
        Assert.Equal(bytes.Length, reader.Consumed);
        Assert.Equal(expected, Show(value));
    }

    [Theory]
    [InlineData("?x\r\n")]
    [InlineData("+OK\n")]
    [InlineData(":x\r\n")]
    [InlineData(":\r\n")]
    [InlineData("\r\n")]
    [InlineData("$1\r\nabc\r\n")]
    [InlineData("$99999999999\r\n")]
    [InlineData("*9999999\r\n")]
    [InlineData("=2\r\nab\r\n")]
    public void TryRead_Malformed_IsRefused(string wire)
    {
        var bytes = Encoding.UTF8.GetBytes(wire);

        var failure = Assert.Throws<PluginIoException>(() => new RespReader(bytes).TryRead(out _));

        Assert.Equal(PluginIoError.Protocol, failure.Error);
    }

    [Fact]
    public void TryRead_DeepNesting_IsRefused()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("*1\r\n", 10_000)));

        Assert.Throws<PluginIoException>(() => new RespReader(bytes).TryRead(out _));
    }

    [Fact]
    public void TryRead_AnnouncedButAbsentElements_AllocateNothing()
    {
        var bytes = "*1000000\r\n"u8.ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            Assert.False(new RespReader(bytes).TryRead(out _));
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    private static string Show(RedisValue value) => value.Kind switch
    {
        RedisValueKind.Null => "nil",
        RedisValueKind.Error => "!" + value.AsText(),
        RedisValueKind.Array => "[" + string.Join(',', value.Items.Select(Show)) + "]",
        RedisValueKind.Map => "{" + string.Join(',', value.Items.Select(Show)) + "}",
        _ => value.AsText()!,
    };
}
