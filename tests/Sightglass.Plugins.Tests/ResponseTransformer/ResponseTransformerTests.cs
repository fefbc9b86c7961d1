using System.Text;
using Sightglass.Plugins.ResponseTransformer;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.ResponseTransformer;

public sealed class ResponseTransformerTests
{
    [Theory]
    [InlineData("""{"remove":{"headers":["X-A"]}}""", "X-A", "")]
    [InlineData("""{"rename":{"headers":["X-A:X-B"]}}""", "X-B", "1")]
    [InlineData("""{"rename":{"headers":["X-A:X-B"]}}""", "X-A", "")]
    [InlineData("""{"rename":{"headers":["X-N:X-B"]}}""", "X-B", "")]
    [InlineData("""{"replace":{"headers":["X-A:2"]}}""", "X-A", "2")]
    [InlineData("""{"replace":{"headers":["X-N:2"]}}""", "X-N", "")]
    [InlineData("""{"add":{"headers":["X-N:2"]}}""", "X-N", "2")]
    [InlineData("""{"add":{"headers":["X-A:2"]}}""", "X-A", "1")]
    [InlineData("""{"add":{"headers":["X-N:first","x-n:last"]}}""", "X-N", "last")]
    [InlineData("""{"append":{"headers":["X-A:2"]}}""", "X-A", "1,2")]
    public void HeaderFilter_Headers_FollowTheSteps(string config, string header, string expected)
    {
        var context = new FakePluginContext();
        context.Response.Headers["X-A"] = "1";

        PluginFactory.Create(new ResponseTransformerPlugin(), config).HeaderFilter(context);

        Assert.Equal(expected, string.Join(',', context.Response.Headers[header].ToArray()));
    }

    [Theory]
    [InlineData("""{"remove":{"json":["a"]}}""", """{"b":[1]}""")]
    [InlineData("""{"rename":{"json":["a:c"]}}""", """{"b":[1],"c":"x"}""")]
    [InlineData("""{"replace":{"json":["a:7"],"json_types":["number"]}}""", """{"a":7,"b":[1]}""")]
    [InlineData("""{"replace":{"json":["n:7"]}}""", """{"a":"x","b":[1]}""")]
    [InlineData("""{"add":{"json":["a:y","n:true"],"json_types":["string","boolean"]}}""", """{"a":"x","b":[1],"n":true}""")]
    [InlineData("""{"add":{"json":["n:1.5"],"json_types":["number"]}}""", """{"a":"x","b":[1],"n":1.5}""")]
    [InlineData("""{"append":{"json":["a:y","b:2"],"json_types":["string","number"]}}""", """{"b":[1,2],"a":["x","y"]}""")]
    public void BodyFilter_Json_FollowsTheSteps(string config, string expected)
    {
        var context = JsonContext();

        Assert.Equal(expected, Filter(context, config, """{"a":"x",""", "\"b\":[1]}"));
        Assert.Null(context.Response.Headers.ContentLength);
    }

    [Fact]
    public void BodyFilter_NotJson_PassesPiecesOn()
    {
        var context = JsonContext();
        context.Response.Headers.ContentType = "text/html";

        Assert.Equal("<p>hi</p>", Filter(context, """{"add":{"json":["n:1"]}}""", "<p>", "hi</p>"));
        Assert.Equal(18, context.Response.Headers.ContentLength);
    }

    [Fact]
    public void BodyFilter_Compressed_IsLeftAlone()
    {
        var context = JsonContext();
        context.Response.Headers.ContentEncoding = "gzip";

        Assert.Equal("zz", Filter(context, """{"add":{"json":["n:1"]}}""", "zz"));
        Assert.Equal(18, context.Response.Headers.ContentLength);
    }

    [Theory]
    [InlineData("{broken")]
    [InlineData("[1]")]
    public void BodyFilter_UnreadableJson_StaysAsItIs(string body) =>
        Assert.Equal(body, Filter(JsonContext(), """{"add":{"json":["n:1"]}}""", body));

    [Fact]
    public void BodyFilter_TooLarge_GoesOnUnchanged()
    {
        var context = JsonContext();
        var half = new string('x', (ResponseTransformerHandler.MaxBody / 2) + 1);

        Assert.Equal(2 * half.Length, Filter(context, """{"add":{"json":["n:1"]}}""", half, half).Length);
    }

    [Fact]
    public void HeaderFilter_HeadRequest_KeepsLength()
    {
        var context = JsonContext();
        context.Request.MethodValue = "HEAD";

        PluginFactory.Create(new ResponseTransformerPlugin(), """{"add":{"json":["n:1"]}}""").HeaderFilter(context);

        Assert.Equal(18, context.Response.Headers.ContentLength);
    }

    [Theory]
    [InlineData("""{"add":{"json":["a:x"],"json_types":["number"]}}""", "add.json: entry 1: 'x' is not a number")]
    [InlineData("""{"add":{"json":["a:1"],"json_types":["date"]}}""", "add.json_types[0]: expected one of: boolean, number, string")]
    [InlineData("""{"append":{"headers":["X A:1"]}}""", "append.headers[0]: 'X A' is not a valid header")]
    public void Schema_BadEntry_SaysWhere(string config, string problem) =>
        Assert.Equal([problem], PluginFactory.Problems(new ResponseTransformerPlugin(), config));

    private static FakePluginContext JsonContext()
    {
        var context = new FakePluginContext();
        context.Response.Headers.ContentType = "application/json";
        context.Response.Headers.ContentLength = 18;
        return context;
    }

    private static string Filter(FakePluginContext context, string config, params string[] pieces)
    {
        var handler = PluginFactory.Create(new ResponseTransformerPlugin(), config);
        handler.HeaderFilter(context);
        var output = new StringBuilder();
        for (var i = 0; i < pieces.Length; i++)
        {
            var piece = new BodyPiece { Data = Encoding.UTF8.GetBytes(pieces[i]), IsLast = i == pieces.Length - 1 };
            handler.BodyFilter(context, ref piece);
            output.Append(Encoding.UTF8.GetString(piece.Data.Span));
        }

        return output.ToString();
    }
}
