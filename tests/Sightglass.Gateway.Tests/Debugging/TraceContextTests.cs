using Microsoft.AspNetCore.Http;
using Sightglass.Gateway.Debugging;

namespace Sightglass.Gateway.Tests.Debugging;

public sealed class TraceContextTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";
    private const string W3C = $"00-{Trace}-{Span}-01";

    [Theory]
    [InlineData(W3C)]
    [InlineData($"00-{Trace}-{Span}-00")]
    [InlineData($"cc-{Trace}-{Span}-01")]
    [InlineData($"cc-{Trace}-{Span}-01-what-comes-later")]
    public void Read_Traceparent_GivesItsIds(string value)
    {
        var (traceId, parent) = TraceContext.Read(new HeaderDictionary { ["traceparent"] = value });

        Assert.Equal(Trace, traceId.ToHexString());
        Assert.Equal(Span, parent.ToHexString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData($"ff-{Trace}-{Span}-01")]
    [InlineData($"00-{Trace}-{Span}-01-more")]
    [InlineData($"00-{Trace}-{Span}-1")]
    [InlineData($"00-{Trace}-{Span}-0x")]
    [InlineData($"0-{Trace}-{Span}-001")]
    [InlineData($"cc-{Trace}-{Span}-01more")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData($"00-{Trace}-0000000000000000-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01")]
    [InlineData("00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01")]
    public void Read_MalformedTraceparent_IsAsGoodAsNone(string value)
    {
        Assert.Equal(default, TraceContext.Read(new HeaderDictionary { ["traceparent"] = value }));
    }

    [Fact]
    public void Read_TraceparentTwice_IsAsGoodAsNone()
    {
        Assert.Equal(default, TraceContext.Read(new HeaderDictionary { ["traceparent"] = new[] { W3C, W3C } }));
    }

    [Theory]
    [InlineData($"{Trace}-{Span}")]
    [InlineData($"{Trace}-{Span}-1")]
    [InlineData($"{Trace}-{Span}-d-05e3ac9a4f6e3b90")]
    public void Read_B3InOneHeader_GivesItsIds(string value)
    {
        var (traceId, parent) = TraceContext.Read(new HeaderDictionary { ["b3"] = value });

        Assert.Equal(Trace, traceId.ToHexString());
        Assert.Equal(Span, parent.ToHexString());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData($"{Trace}")]
    [InlineData($"{Trace}-")]
    [InlineData($"{Trace}-{Span}{Span}-1")]
    [InlineData("-00f067aa0ba902b7-1")]
    public void Read_MalformedB3_IsAsGoodAsNone(string value)
    {
        Assert.Equal(default, TraceContext.Read(new HeaderDictionary { ["b3"] = value }));
    }

    [Fact]
    public void Read_B3InSeveralHeaders_PadsAShortTraceId()
    {
        var (traceId, parent) = TraceContext.Read(new HeaderDictionary { ["X-B3-TraceId"] = "a3ce929d0e0e4736", ["X-B3-SpanId"] = Span });

        Assert.Equal("0000000000000000a3ce929d0e0e4736", traceId.ToHexString());
        Assert.Equal(Span, parent.ToHexString());
    }

    [Fact]
    public void Read_B3WithoutASpan_IsAsGoodAsNone()
    {
        Assert.Equal(default, TraceContext.Read(new HeaderDictionary { ["X-B3-TraceId"] = Trace }));
    }

    [Fact]
    public void Read_Several_TheStandardComesFirstUnlessItIsMalformed()
    {
        const string Other = "ffffffffffffffffffffffffffffffff";
        var headers = new HeaderDictionary { ["traceparent"] = W3C, ["b3"] = $"{Other}-{Span}" };
        Assert.Equal(Trace, TraceContext.Read(headers).TraceId.ToHexString());

        headers["traceparent"] = "nonsense";
        Assert.Equal(Other, TraceContext.Read(headers).TraceId.ToHexString());
    }
}
