using Sightglass.Gateway.Routing;

namespace Sightglass.Gateway.Tests.Routing;

/// <summary>The table of gateway.md 8.1.</summary>
public sealed class UpstreamPathTests
{
    [Theory]
    [InlineData("/", "/route", false, "/routereq", "/routereq")]
    [InlineData("/", "/route", true, "/route", "/")]
    [InlineData("/", "/route", true, "/route/", "/")]
    [InlineData("/", "/route", true, "/routereq", "/req")]
    [InlineData("/srv", "/rou", false, "/roureq", "/srv/roureq")]
    [InlineData("/srv", "/rou", true, "/roureq", "/srv/req")]
    [InlineData("/srv/", "/rou", true, "/rou", "/srv")]
    [InlineData("/service", "/route", false, "/", "/service")]
    [InlineData("/service", "", false, "/", "/service")]
    [InlineData("/service", "/route", true, "/route", "/service")]
    [InlineData("/service", "/route", true, "/route/", "/service/")]
    [InlineData("/service", "/route/", true, "/route/", "/service/")]
    [InlineData("/service/", "/", true, "/", "/service/")]
    [InlineData("/service/", "/route", true, "/route", "/service")]
    [InlineData("/service/", "/route", true, "/route/req", "/service/req")]
    [InlineData("/service", "/route", true, "/route../req", "/service/req")]
    [InlineData("/service", "/route", true, "/route./req", "/service/req")]
    [InlineData("/service/", "/route", false, "/route/req", "/service/route/req")]
    [InlineData("/service", "/", true, "/", "/service")]
    [InlineData(null, "/route", true, "/route", "/")]
    [InlineData(null, "/route", false, "/route/req", "/route/req")]
    [InlineData(null, "/", true, "/", "/")]
    [InlineData(null, "/", true, "/a", "/a")]
    public void Compose_V0_JoinsWithOneSlash(string? service, string route, bool strip, string request, string expected)
        => Assert.Equal(expected, UpstreamPath.Compose(service, request, Matched(route, request), strip, concatenate: false).ToString());

    [Theory]
    [InlineData("/service", "/route", true, "/routereq", "/servicereq")]
    [InlineData("/service", "/route", true, "/route", "/service")]
    [InlineData("/service", "/route", true, "/route/req", "/service/req")]
    [InlineData("/service/", "/route", true, "/route/req", "/service/req")]
    [InlineData("/service", "/route", false, "/route/req", "/serviceroute/req")]
    [InlineData("/service/", "/route", false, "/route/req", "/service/route/req")]
    public void Compose_V1_Concatenates(string service, string route, bool strip, string request, string expected)
        => Assert.Equal(expected, UpstreamPath.Compose(service, request, Matched(route, request), strip, concatenate: true).ToString());

    private static int Matched(string route, string request) => request.StartsWith(route, StringComparison.Ordinal) ? route.Length : 0;
}
