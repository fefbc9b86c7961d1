using Sightglass.Web.Debugger;
using Sightglass.Web.Debugger.Traces;
using Sightglass.Web.Tests.Samples;

namespace Sightglass.Web.Tests.Debugger.Traces;

public class SpanAttributeTests
{
    private static readonly EntityNames Names = new(SampleWorld.Configuration, SampleWorld.Nodes(DateTimeOffset.UnixEpoch));

    [Fact]
    public void Of_DurationAttribute_IsNotedInUnits()
    {
        var attribute = Single("kong", ("proxy.kong.latency.total", 12_300_000L));

        Assert.Equal("12300000", attribute.Value);
        Assert.Equal("12.3 ms", attribute.Note);
        Assert.NotNull(attribute.Meaning);
    }

    [Fact]
    public void Of_CountAttribute_IsNotNotedAsDuration() => Assert.Null(Single("kong", ("http.response.body.size", 12_300_000L)).Note);

    [Fact]
    public void Of_RouteId_IsNotedByName() => Assert.Equal("orders-v1", Single("kong", ("proxy.kong.route_id", SampleWorld.OrdersRoute.ToString())).Note);

    [Fact]
    public void Of_NewerSpelling_MeansTheSame() => Assert.Equal("orders-v1", Single("kong", ("proxy.kong.route.id", SampleWorld.OrdersRoute.ToString())).Note);

    [Fact]
    public void Of_JsonValue_IsLaidOut() => Assert.Equal("[\n  {\n    \"a\": \"<b>\"\n  }\n]", Single("kong.dns", ("proxy.kong.dns.entry", """[{"a":"<b>"}]""")).Json);

    [Fact]
    public void Of_BrokenJson_IsShownAsItIs() => Assert.Null(Single("kong.dns", ("proxy.kong.dns.entry", "[not json")).Json);

    [Fact]
    public void Of_ForeignAttribute_HasNoMeaning() => Assert.Null(Single("GET /x", ("custom.thing", "1")).Meaning);

    private static SpanAttribute Single(string span, (string, object) attribute)
    {
        var b = new TraceBuilder(SampleTraces.RequestId(1));
        b.Add(span, 0, 1, 0, null, attribute);
        return Assert.Single(SpanAttribute.Of(b.Build().Root, Names));
    }
}
