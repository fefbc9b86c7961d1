using Sightglass.Plugins.RequestTransformer;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.RequestTransformer;

public sealed class RequestTransformerTests
{
    [Theory]
    [InlineData("""{"remove":{"headers":["X-A"]}}""", "X-A", "")]
    [InlineData("""{"rename":{"headers":["X-A:X-B"]}}""", "X-B", "1")]
    [InlineData("""{"rename":{"headers":["X-A:X-B"]}}""", "X-A", "")]
    [InlineData("""{"rename":{"headers":["X-None:X-B"]}}""", "X-B", "")]
    [InlineData("""{"replace":{"headers":["X-A:2"]}}""", "X-A", "2")]
    [InlineData("""{"replace":{"headers":["X-None:2"]}}""", "X-None", "")]
    [InlineData("""{"add":{"headers":["X-None:2"]}}""", "X-None", "2")]
    [InlineData("""{"add":{"headers":["X-A:2"]}}""", "X-A", "1")]
    [InlineData("""{"add":{"headers":["X-N:first","X-N:second"]}}""", "X-N", "first")]
    [InlineData("""{"append":{"headers":["X-A:2"]}}""", "X-A", "1,2")]
    [InlineData("""{"append":{"headers":["X-None:2"]}}""", "X-None", "2")]
    [InlineData("""{"remove":{"headers":["X-A"]},"add":{"headers":["X-A:new"]}}""", "X-A", "new")]
    [InlineData("""{"rename":{"headers":["X-A:X-B"]},"replace":{"headers":["X-B:3"]}}""", "X-B", "3")]
    [InlineData("""{"add":{"headers":["X-U:http://a:80/"]}}""", "X-U", "http://a:80/")]
    public async Task Access_Headers_FollowTheSteps(string config, string header, string expected)
    {
        var context = new FakePluginContext();
        context.Request.Headers["X-A"] = "1";

        await Run(context, config);

        Assert.Equal(expected, string.Join(',', context.ServiceRequest.GetHeader(header).ToArray()));
    }

    [Fact]
    public async Task Access_Host_ChangesOnlyByReplace()
    {
        var context = new FakePluginContext();
        await Run(context, """{"remove":{"headers":["Host"]},"rename":{"headers":["Host:X-H"]},"add":{"headers":["Host:a"]},"append":{"headers":["Host:b"]}}""");
        Assert.Null(context.ServiceRequest.Host);
        Assert.Equal("api.example.com", context.ServiceRequest.GetHeader("Host"));

        await Run(context, """{"replace":{"headers":["Host:inner.example.com"]}}""");
        Assert.Equal("inner.example.com", context.ServiceRequest.Host);
    }

    [Theory]
    [InlineData("""{"remove":{"querystring":["a"]}}""", "b=%20x")]
    [InlineData("""{"rename":{"querystring":["a:c"]}}""", "b=%20x&c=1")]
    [InlineData("""{"rename":{"querystring":["a:b"]}}""", "b=1")]
    [InlineData("""{"replace":{"querystring":["a:2 3"]}}""", "a=2%203&b=%20x")]
    [InlineData("""{"replace":{"querystring":["n:2"]}}""", "a=1&b=%20x")]
    [InlineData("""{"add":{"querystring":["a:2","n:&"]}}""", "a=1&b=%20x&n=%26")]
    [InlineData("""{"append":{"querystring":["a:2"]}}""", "a=1&a=2&b=%20x")]
    public async Task Access_Query_FollowsTheSteps(string config, string expected)
    {
        var context = new FakePluginContext();
        context.Request.QueryStringValue = "a=1&b=%20x";

        await Run(context, config);

        Assert.Equal(expected, context.ServiceRequest.QueryString);
    }

    [Theory]
    [InlineData("""{"remove":{"body":["a"]}}""", """{"b":[1]}""")]
    [InlineData("""{"rename":{"body":["a:c"]}}""", """{"b":[1],"c":"x"}""")]
    [InlineData("""{"replace":{"body":["a:y","n:z"]}}""", """{"a":"y","b":[1]}""")]
    [InlineData("""{"add":{"body":["a:y","n:z"]}}""", """{"a":"x","b":[1],"n":"z"}""")]
    [InlineData("""{"append":{"body":["a:y","b:2","n:z"]}}""", """{"b":[1,"2"],"a":["x","y"],"n":["z"]}""")]
    public async Task Access_JsonBody_FollowsTheSteps(string config, string expected)
    {
        var context = new FakePluginContext();
        context.Request.SetBody("application/json; charset=utf-8", """{"a":"x","b":[1]}""");

        await Run(context, config);

        Assert.Equal(expected, context.ServiceRequest.BodyText);
    }

    [Theory]
    [InlineData("""{"remove":{"body":["a"]}}""", "b=2")]
    [InlineData("""{"rename":{"body":["a:c"]}}""", "b=2&c=1")]
    [InlineData("""{"replace":{"body":["a:3"]}}""", "a=3&b=2")]
    [InlineData("""{"add":{"body":["c:3"]}}""", "a=1&b=2&c=3")]
    [InlineData("""{"append":{"body":["a:3"]}}""", "a=1&a=3&b=2")]
    public async Task Access_FormBody_FollowsTheSteps(string config, string expected)
    {
        var context = new FakePluginContext();
        context.Request.SetBody("application/x-www-form-urlencoded", "a=1&b=2");

        await Run(context, config);

        Assert.Equal(expected, context.ServiceRequest.BodyText);
    }

    [Fact]
    public async Task Access_MultipartBody_FollowsTheStepsWithoutAppend()
    {
        var context = new FakePluginContext();
        context.Request.SetBody(
            "multipart/form-data; boundary=\"xx\"",
            "--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--xx\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.bin\"\r\nContent-Type: x/y\r\n\r\nb\r\nin\r\n--xx--\r\n");

        await Run(context, """{"replace":{"body":["a:2"]},"add":{"body":["n:3"]},"append":{"body":["a:9"]}}""");

        Assert.Equal(
            "--xx\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.bin\"\r\nContent-Type: x/y\r\n\r\nb\r\nin\r\n--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n2\r\n--xx\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n3\r\n--xx--\r\n",
            context.ServiceRequest.BodyText);
    }

    [Theory]
    [InlineData("text/plain", "a=1")]
    [InlineData("application/json", "[1,2]")]
    [InlineData("application/json", "{broken")]
    [InlineData("application/json", """{"a":1,"a":2}""")]
    [InlineData("multipart/form-data; boundary=b", "no parts here")]
    public async Task Access_OtherBodies_StayUntouched(string contentType, string body)
    {
        var context = new FakePluginContext();
        context.Request.SetBody(contentType, body);

        await Run(context, """{"add":{"body":["n:1"]},"remove":{"body":["a"]}}""");

        Assert.Null(context.ServiceRequest.BodyText);
        Assert.False(context.HasExited);
    }

    [Fact]
    public async Task Access_Method_IsReplacedAndFormMovesToQuery()
    {
        var context = new FakePluginContext();
        context.Request.MethodValue = "POST";
        context.Request.QueryStringValue = "q=0";
        context.Request.SetBody("application/x-www-form-urlencoded", "a=1");

        await Run(context, """{"http_method":"GET"}""");

        Assert.Equal("GET", context.ServiceRequest.Method);
        Assert.Equal("a=1&q=0", context.ServiceRequest.QueryString);
    }

    [Theory]
    [InlineData("/requests/user/$(uri_captures.user)", "/requests/user/ann")]
    [InlineData("/n/$(uri_captures[1])", "/n/one")]
    public async Task Access_Uri_ReplacesThePath(string uri, string expected)
    {
        var context = new FakePluginContext();
        context.Request.Captures["user"] = "ann";
        context.Request.Captures["1"] = "one";

        await Run(context, $$$"""{"replace":{"uri":"{{{uri}}}"}}""");

        Assert.Equal(expected, context.ServiceRequest.Path);
    }

    [Fact]
    public async Task Access_UriWithQuery_StandsBeforeTheWholeQuery()
    {
        var context = new FakePluginContext();
        context.Request.QueryStringValue = "b=2";

        await Run(context, """{"replace":{"uri":"/x?a=1"}}""");

        Assert.Equal("/x", context.ServiceRequest.Path);
        Assert.Equal("a=1?b=2", context.ServiceRequest.QueryString);
    }

    [Fact]
    public async Task Access_UriWithoutSlash_Fails()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => Run(new FakePluginContext(), """{"replace":{"uri":"plain"}}"""));

        Assert.Contains("must start with '/'", e.Message);
    }

    [Theory]
    [InlineData("""{"replace":{"body":["f:1","z:2"]}}""", """{"f":false,"z":"2","n":1}""")]
    [InlineData("""{"add":{"body":["f:1","z:2"]}}""", """{"f":"1","z":null,"n":1}""")]
    [InlineData("""{"rename":{"body":["z:y","f:g"]}}""", """{"f":false,"n":1,"y":null}""")]
    [InlineData("""{"append":{"body":["n:2"]}}""", """{"f":false,"z":null,"n":["2"]}""")]
    public async Task Access_JsonBodyWithFalseAndNull_FollowsTheField(string config, string expected)
    {
        var context = new FakePluginContext();
        context.Request.SetBody("application/json", """{"f":false,"z":null,"n":1}""");

        await Run(context, config);

        Assert.Equal(expected, context.ServiceRequest.BodyText);
    }

    [Theory]
    [InlineData("""{"remove":{"headers":["X-Old:x"]}}""", "X-Old", null)]
    [InlineData("""{"add":{"headers":["X-New:"]}}""", "X-New", null)]
    [InlineData("""{"add":{"headers":["X-New::v"]}}""", "X-New", "v")]
    [InlineData("""{"add":{"headers":["X-New:http://a:1/"]}}""", "X-New", "http://a:1/")]
    [InlineData("""{"replace":{"headers":["X-Old:"]}}""", "X-Old", "o")]
    public async Task Access_OddHeaderEntries_AreReadAsTheFieldDoes(string config, string name, string? value)
    {
        var context = new FakePluginContext();
        context.Request.Headers["X-Old"] = "o";

        await Run(context, config);

        Assert.Equal(value, (string?)context.ServiceRequest.GetHeader(name));
    }

    [Fact]
    public async Task Access_BodyOfAnEarlierPlugin_IsTheOneThatIsChanged()
    {
        var context = new FakePluginContext();
        context.Request.SetBody("text/plain", "x");
        context.ServiceRequest.SetBody("{}"u8.ToArray());

        await Run(context, """{"replace":{"headers":["Content-Type:application/json"]},"add":{"body":["n:1"]}}""");

        Assert.Equal("""{"n":"1"}""", context.ServiceRequest.BodyText);
    }

    [Theory]
    [InlineData("$(headers.x_key)", "k1, k2")]
    [InlineData("$(headers[\\\"X-Key\\\"])", "k1, k2")]
    [InlineData("$(headers['x-consumer-username'])", "alice")]
    [InlineData("a-$(query_params.user)-b", "a-ann lee-b")]
    [InlineData("$(shared.plan)$(shared['count'])", "gold42")]
    [InlineData("[$(query_params.none)]", "[]")]
    [InlineData("no template", "no template")]
    [InlineData("$(query_params.none or 'anonymous')", "anonymous")]
    [InlineData("$(query_params['user']:upper():sub(1, 3))", "ANN")]
    [InlineData("$(shared.count + 1)/$(shared.plan .. '!')", "43/gold!")]
    [InlineData("$(headers.x_key)-$(#headers['X-Key'])", "k1, k2-6")]
    [InlineData("$((function() return uri_captures[1] end)())", "one")]
    [InlineData("$(nil)$(type(io))$(type(kong))", "nilnil")]
    public async Task Access_Template_IsRendered(string template, string expected)
    {
        var context = new FakePluginContext();
        context.Request.Headers["X-Key"] = new(["k1", "k2"]);
        context.Request.QueryStringValue = "user=ann%20lee";
        context.ServiceRequest.SetHeader("X-Consumer-Username", "alice");
        context.Request.Captures["1"] = "one";
        context.Items["plan"] = "gold";
        context.Items["count"] = 42L;

        await Run(context, $$$"""{"add":{"headers":["X-Out:{{{template}}}"]}}""");

        Assert.Equal(expected, context.ServiceRequest.GetHeader("X-Out"));
    }

    [Fact]
    public async Task Access_TemplateOfRemovedHeader_SeesItsValue()
    {
        var context = new FakePluginContext();
        context.Request.Headers["X-Old"] = "v";

        await Run(context, """{"remove":{"headers":["X-Old"]},"add":{"headers":["X-New:$(headers.x_old)"]}}""");

        Assert.Equal("v", context.ServiceRequest.GetHeader("X-New"));
        Assert.Equal(0, context.ServiceRequest.GetHeader("X-Old").Count);
    }

    [Fact]
    public async Task Access_TemplateBringsLineEnd_IsRefused400()
    {
        var context = new FakePluginContext();
        context.Request.QueryStringValue = "u=a%0d%0aX-Admin:%201";

        await Run(context, """{"add":{"headers":["X-U:$(query_params.u)"]}}""");

        Assert.Equal(400, context.ExitStatus);
        Assert.Equal(0, context.ServiceRequest.GetHeader("X-U").Count);
    }

    [Theory]
    [InlineData("$(headers.x.y.z)", "attempt to index a nil value")]
    [InlineData("$((function() while true do end end)())", "instruction limit exceeded")]
    public async Task Access_TemplateFails_Throws(string template, string problem)
    {
        var e = await Assert.ThrowsAsync<Sightglass.Plugins.Lua.LuaException>(
            () => Run(new FakePluginContext(), $$$"""{"add":{"headers":["X-Out:{{{template}}}"]}}"""));

        Assert.Contains(problem, e.Message);
    }

    [Theory]
    [InlineData("""{"add":{"headers":["X-A"]}}""", "add.headers[0]: invalid value: X-A")]
    [InlineData("""{"add":{"headers":["X A:1"]}}""", "add.headers[0]: 'X A' is not a valid header")]
    [InlineData("""{"rename":{"headers":["X-A:X B"]}}""", "rename.headers[0]: 'X B' is not a valid header")]
    [InlineData("""{"add":{"querystring":[":1"]}}""", "add.querystring[0]: ':1' has no name before the ':'")]
    [InlineData("""{"add":{"body":["a:$(headers.x"]}}""", "add.body[0]: value '$(headers.x' is not in supported format, error:position 1: '$(' has no matching ')'")]
    [InlineData("""{"add":{"body":["a:x$(1 +)"]}}""", "add.body[0]: value 'x$(1 +)' is not in supported format, error:position 2: '1 +': chunk:2: unexpected symbol near ')'")]
    [InlineData("""{"http_method":"G T"}""", "http_method: invalid value: G T")]
    [InlineData("""{"remove":{"cookies":[]}}""", "remove.cookies: unknown field")]
    public void Schema_BadEntry_SaysWhere(string config, string problem) =>
        Assert.Equal([problem], PluginFactory.Problems(new RequestTransformerPlugin(), config));

    private static async Task Run(FakePluginContext context, string config) =>
        await PluginFactory.Create(new RequestTransformerPlugin(), config).AccessAsync(context);
}
