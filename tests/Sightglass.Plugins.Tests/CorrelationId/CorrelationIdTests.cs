using System.Net;
using System.Text.RegularExpressions;
using Sightglass.Plugins.CorrelationId;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.CorrelationId;

public sealed class CorrelationIdTests
{
    [Fact]
    public async Task Access_Default_CountsUnderOneUuid()
    {
        var handler = PluginFactory.Create(new CorrelationIdPlugin());

        var first = await Use(handler);
        var second = await Use(handler);

        Assert.Matches("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}#1$", first);
        Assert.Equal(first[..^1] + "2", second);
    }

    [Fact]
    public async Task Access_Uuid_IsNewEachTime()
    {
        var handler = PluginFactory.Create(new CorrelationIdPlugin(), """{"generator":"uuid"}""");

        var first = await Use(handler);

        Assert.True(Guid.TryParse(first, out _));
        Assert.NotEqual(first, await Use(handler));
    }

    [Fact]
    public async Task Access_Tracker_NamesConnectionAndTime()
    {
        var handler = PluginFactory.Create(new CorrelationIdPlugin(), """{"generator":"tracker"}""");

        Assert.Equal($"192.0.2.1-8000-{Environment.ProcessId}-17-3-1773500966.535", await Use(handler));
    }

    [Fact]
    public async Task Access_ClientSentId_IsKeptAndLogged()
    {
        var context = Context();
        context.Request.Headers["Kong-Request-ID"] = "mine";

        await PluginFactory.Create(new CorrelationIdPlugin()).AccessAsync(context);

        Assert.Equal("mine", context.ServiceRequest.GetHeader("Kong-Request-ID"));
        Assert.Equal("mine", context.LogFields["correlation_id"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HeaderFilter_Echo_GivesTheSameIdToTheClient(bool echo)
    {
        var context = Context();
        var handler = PluginFactory.Create(new CorrelationIdPlugin(), $$"""{"header_name":"X-Id","echo_downstream":{{(echo ? "true" : "false")}}}""");

        await handler.AccessAsync(context);
        handler.HeaderFilter(context);

        Assert.Equal(echo ? context.ServiceRequest.GetHeader("X-Id").ToString() : "", context.Response.Headers["X-Id"].ToString());
    }

    [Fact]
    public void HeaderFilter_AccessNeverRan_StillEchoes()
    {
        var context = Context();

        PluginFactory.Create(new CorrelationIdPlugin(), """{"echo_downstream":true}""").HeaderFilter(context);

        Assert.Matches(new Regex("#1$"), context.Response.Headers["Kong-Request-ID"].ToString());
    }

    [Fact]
    public void Schema_UnknownGenerator_IsRefused() => Assert.Equal(
        ["generator: expected one of: uuid, uuid#counter, tracker"],
        PluginFactory.Problems(new CorrelationIdPlugin(), """{"generator":"x"}"""));

    private static FakePluginContext Context() => new()
    {
        ConnectionValue = new ConnectionInfo(IPAddress.Parse("192.0.2.1"), 8000, 17, 3),
    };

    private static async Task<string> Use(PluginHandler handler)
    {
        var context = Context();
        await handler.AccessAsync(context);
        return context.ServiceRequest.GetHeader("Kong-Request-ID").ToString();
    }
}
