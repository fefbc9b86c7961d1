using Sightglass.Web.Debugger.Traces;

namespace Sightglass.Web.Tests.Debugger.Traces;

public class SpanTitleTests
{
    [Theory]
    [InlineData("kong", "", "kong")]
    [InlineData("kong.router", "kong.", "router")]
    [InlineData("kong.access.plugin.key-auth", "kong.access.plugin.", "key-auth")]
    [InlineData("kong.access.plugin.acme.v2", "kong.access.plugin.", "acme.v2")]
    [InlineData("kong.io.http.request", "kong.io.", "http.request")]
    [InlineData("GET /x", "", "GET /x")]
    [InlineData("ends.", "", "ends.")]
    public void Of_Name_IsSplitAndWholeAgain(string name, string stem, string leaf)
    {
        var title = SpanTitle.Of(name);

        Assert.Equal((stem, leaf), (title.Stem, title.Leaf));
        Assert.Equal(name, title.Text);
    }
}
