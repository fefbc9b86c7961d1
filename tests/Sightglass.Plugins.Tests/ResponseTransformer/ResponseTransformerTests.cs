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
        Assert.Null(context.Response.Headers.ContentLength);
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
    public void HeaderFilter_HeadRequest_SaysNoLength()
    {
        var context = JsonContext();
        context.Request.MethodValue = "HEAD";

        PluginFactory.Create(new ResponseTransformerPlugin(), """{"add":{"json":["n:1"]}}""").HeaderFilter(context);

        Assert.Null(context.Response.Headers.ContentLength);
    }

    [Theory]
    [InlineData("""{"remove":{"headers":["X-A"]},"add":{"headers":["X-A:2"]}}""", "X-A", null)]
    [InlineData("""{"remove":{"headers":["X-A"]},"rename":{"headers":["X-A:X-B"]}}""", "X-B", "1")]
    [InlineData("""{"rename":{"headers":["X-A:X-B"]},"replace":{"headers":["X-B:3"]}}""", "X-B", "1")]
    [InlineData("""{"remove":{"headers":["X-A:1"]}}""", "X-A", null)]
    [InlineData("""{"add":{"headers":["X-C:"]}}""", "X-C", null)]
    [InlineData("""{"add":{"headers":["X-C:1","X-C:2"]}}""", "X-C", "2")]
    public void HeaderFilter_SeveralSteps_GoByTheHeadersAtTheBeginning(string config, string name, string? value)
    {
        var context = JsonContext();
        context.Response.Headers["X-A"] = "1";

        PluginFactory.Create(new ResponseTransformerPlugin(), config).HeaderFilter(context);

        Assert.Equal(value, (string?)context.Response.Headers[name]);
    }

    [Theory]
    [InlineData("""{"add":{"json":["a:x"],"json_types":["number"]}}""", """{"f":false,"n":1}""")]
    [InlineData("""{"add":{"json":["a:yes"],"json_types":["boolean"]}}""", """{"f":false,"n":1,"a":false}""")]
    [InlineData("""{"add":{"json":["a:"]}}""", """{"f":false,"n":1,"a":"null"}""")]
    [InlineData("""{"add":{"json":["f:x"]}}""", """{"f":"x","n":1}""")]
    [InlineData("""{"replace":{"json":["f:x"]}}""", """{"f":false,"n":1}""")]
    [InlineData("""{"append":{"json":["n:2"]}}""", """{"f":false,"n":["2"]}""")]
    [InlineData("""{"add":{"json":["u:http://x"]}}""", """{"f":false,"n":1,"u":"http://x"}""")]
    public void BodyFilter_OddValues_BecomeWhatTheFieldMakesOfThem(string config, string expected) =>
        Assert.Equal(expected, Filter(JsonContext(), config, """{"f":false,"n":1}"""));

    [Theory]
    [InlineData("""{"add":{"json":["a"]}}""", "add.json[0]: invalid value: a")]
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
