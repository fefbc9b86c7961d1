using Sightglass.Plugins.RequestSizeLimiting;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.RequestSizeLimiting;

public sealed class RequestSizeLimitingTests
{
    [Theory]
    [InlineData("{}", 134_217_728, null)]
    [InlineData("{}", 134_217_729, 413)]
    [InlineData("""{"allowed_payload_size":2,"size_unit":"kilobytes"}""", 2048, null)]
    [InlineData("""{"allowed_payload_size":2,"size_unit":"kilobytes"}""", 2049, 413)]
    [InlineData("""{"allowed_payload_size":10,"size_unit":"bytes"}""", 10, null)]
    [InlineData("""{"allowed_payload_size":10,"size_unit":"bytes"}""", 11, 413)]
    [InlineData("""{"allowed_payload_size":4096}""", 4_294_967_296, null)]
    [InlineData("""{"allowed_payload_size":4096}""", 4_294_967_297, 413)]
    public async Task Access_AnnouncedLength_IsCompared(string config, long length, int? status)
    {
        var context = new FakePluginContext();
        context.Request.SetBody([1]);
        context.Request.DeclaredLength = length;

        await PluginFactory.Create(new RequestSizeLimitingPlugin(), config).AccessAsync(context);

        Assert.Equal(status, context.ExitStatus);
        Assert.Equal(status is null ? null : "Request size limit exceeded", context.ErrorMessage);
        Assert.False(context.Request.BodyWasRead);
    }

    [Fact]
    public async Task Access_TooLargeWithExpect_Is417()
    {
        var context = new FakePluginContext();
        context.Request.SetBody(new byte[11]);
        context.Request.Headers.Expect = "100-continue";

        await PluginFactory.Create(new RequestSizeLimitingPlugin(), """{"allowed_payload_size":10,"size_unit":"bytes"}""").AccessAsync(context);

        Assert.Equal(417, context.ExitStatus);
    }

    [Theory]
    [InlineData(10, null)]
    [InlineData(11, 413)]
    public async Task Access_Chunked_IsMeasured(int length, int? status)
    {
        var context = new FakePluginContext();
        context.Request.SetBody(new byte[length]);
        context.Request.Chunked = true;
        context.Request.Headers.TransferEncoding = "chunked";

        await PluginFactory.Create(new RequestSizeLimitingPlugin(), """{"allowed_payload_size":10,"size_unit":"bytes","require_content_length":true}""").AccessAsync(context);

        Assert.Equal(status, context.ExitStatus);
    }

    [Theory]
    [InlineData("""{"require_content_length":true}""", 411)]
    [InlineData("{}", null)]
    public async Task Access_NoLength_IsRefusedOnlyWhenRequired(string config, int? status)
    {
        var context = new FakePluginContext();

        await PluginFactory.Create(new RequestSizeLimitingPlugin(), config).AccessAsync(context);

        Assert.Equal(status, context.ExitStatus);
        Assert.Equal(status is null ? null : "A valid Content-Length header is required", context.ErrorMessage);
    }
}
