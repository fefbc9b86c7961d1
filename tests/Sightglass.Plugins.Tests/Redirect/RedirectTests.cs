using Sightglass.Plugins.Redirect;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.Redirect;

public sealed class RedirectTests
{
    [Theory]
    [InlineData("""{"location":"https://a.test/x?y=1"}""", 301, "https://a.test/x?y=1")]
    [InlineData("""{"location":"https://a.test/x?y=1","status_code":307}""", 307, "https://a.test/x?y=1")]
    [InlineData("""{"location":"https://a.test:8443/x?y=1","keep_incoming_path":true}""", 301, "https://a.test:8443/in%20coming?q=1")]
    [InlineData("""{"location":"https://a.test","keep_incoming_path":true}""", 301, "https://a.test/in%20coming?q=1")]
    public async Task Access_Always_SendsTheClientOn(string config, int status, string location)
    {
        var context = new FakePluginContext();
        context.Request.PathValue = "/in coming";
        context.Request.QueryStringValue = "q=1";

        await PluginFactory.Create(new RedirectPlugin(), config).AccessAsync(context);

        Assert.Equal(status, context.ExitStatus);
        Assert.Equal(location, context.Response.Headers.Location);
        Assert.Equal("redirecting", context.ExitText);
        Assert.Null(context.ExitContentType);
    }

    [Theory]
    [InlineData("{}", "location: required field missing")]
    [InlineData("""{"location":"/only/a/path"}""", "location: missing host in url")]
    [InlineData("""{"location":"https://a.test","status_code":600}""", "status_code: value should be between 100 and 599")]
    public void Schema_BadConfiguration_IsRefused(string config, string problem) =>
        Assert.Equal([problem], PluginFactory.Problems(new RedirectPlugin(), config));
}
