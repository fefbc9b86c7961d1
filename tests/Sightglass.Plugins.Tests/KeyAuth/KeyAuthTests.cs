using System.Text.Json.Nodes;
using Sightglass.Plugins.KeyAuth;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.KeyAuth;

public sealed class KeyAuthTests
{
    private const string Type = "keyauth_credentials";

    [Fact]
    public async Task Access_KeyInHeader_AuthenticatesConsumer()
    {
        var context = new FakePluginContext();
        var (consumer, credential) = context.Consumers.AddWith("alice", Type, "secret");
        context.Request.Headers["apikey"] = "secret";

        await PluginFactory.Create(new KeyAuthPlugin()).AccessAsync(context);

        Assert.False(context.HasExited);
        Assert.Same(consumer, context.Client.Consumer);
        Assert.Equal("alice", context.ServiceRequest.GetHeader("X-Consumer-Username"));
        Assert.Equal(credential.Id.ToString(), context.ServiceRequest.GetHeader("X-Credential-Identifier"));
        Assert.Equal("secret", context.ServiceRequest.GetHeader("apikey"));
    }

    [Fact]
    public async Task Access_KeyInQuery_AuthenticatesConsumer()
    {
        var context = new FakePluginContext();
        context.Consumers.AddWith("alice", Type, "se cret");
        context.Request.QueryStringValue = "a=1&apikey=se%20cret";

        await PluginFactory.Create(new KeyAuthPlugin()).AccessAsync(context);

        Assert.Equal("alice", context.Client.Consumer?.Username);
    }

    [Theory]
    [InlineData("application/json", """{"apikey":"secret"}""")]
    [InlineData("application/x-www-form-urlencoded", "x=1&apikey=secret")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"apikey\"\r\n\r\nsecret\r\n--b--\r\n")]
    public async Task Access_KeyInBody_AuthenticatesOnlyWhenAsked(string contentType, string body)
    {
        var context = BodyContext(contentType, body);
        await PluginFactory.Create(new KeyAuthPlugin(), """{"key_in_body":true}""").AccessAsync(context);
        Assert.Equal("alice", context.Client.Consumer?.Username);

        var untouched = BodyContext(contentType, body);
        await PluginFactory.Create(new KeyAuthPlugin()).AccessAsync(untouched);
        Assert.Equal("No API key found in request", untouched.ErrorMessage);
        Assert.False(untouched.Request.BodyWasRead);
    }

    [Fact]
    public async Task Access_KeyInBodyUnderSecondName_IsFound()
    {
        var context = BodyContext("application/json", """{"token":"secret"}""");

        await PluginFactory.Create(new KeyAuthPlugin(), """{"key_in_body":true,"key_names":["apikey","token"]}""").AccessAsync(context);

        Assert.Equal("alice", context.Client.Consumer?.Username);
    }

    [Theory]
    [InlineData("{}", "Key")]
    [InlineData("""{"realm":"my \"api\""}""", "Key realm=\"my \\\"api\\\"\"")]
    public async Task Access_NoKey_Refuses401WithChallenge(string config, string challenge)
    {
        var context = new FakePluginContext();

        await PluginFactory.Create(new KeyAuthPlugin(), config).AccessAsync(context);

        Assert.Equal(401, context.ExitStatus);
        Assert.Equal("No API key found in request", context.ErrorMessage);
        Assert.Equal(challenge, context.Response.Headers.WWWAuthenticate);
    }

    [Fact]
    public async Task Access_EmptyKey_CountsAsNone()
    {
        var context = new FakePluginContext();
        context.Request.QueryStringValue = "apikey=";

        await PluginFactory.Create(new KeyAuthPlugin()).AccessAsync(context);

        Assert.Equal("No API key found in request", context.ErrorMessage);
    }

    [Fact]
    public async Task Access_UnknownKey_IsUnauthorized()
    {
        var context = new FakePluginContext();
        context.Request.Headers["apikey"] = "wrong";

        await PluginFactory.Create(new KeyAuthPlugin()).AccessAsync(context);

        Assert.Equal(401, context.ExitStatus);
        Assert.Equal("Unauthorized", context.ErrorMessage);
    }

    [Fact]
    public async Task Access_SeveralValues_IsDuplicate()
    {
        var context = new FakePluginContext();
        context.Consumers.AddWith("alice", Type, "secret");
        context.Request.QueryStringValue = "apikey=secret&apikey=secret";

        await PluginFactory.Create(new KeyAuthPlugin()).AccessAsync(context);

        Assert.Equal("Duplicate API key found", context.ErrorMessage);
    }

    [Fact]
    public async Task Access_ExpiredKey_IsUnauthorized()
    {
        var time = new ManualTime();
        var created = time.GetUtcNow().ToUnixTimeSeconds();
        var handler = PluginFactory.Create(new KeyAuthPlugin());

        Assert.Null(await Use());
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("Unauthorized", await Use());

        async Task<string?> Use()
        {
            var context = new FakePluginContext { Clock = time };
            context.Consumers.AddWith("alice", Type, "secret", new JsonObject { ["ttl"] = 60, ["created_at"] = created });
            context.Request.Headers["apikey"] = "secret";
            await handler.AccessAsync(context);
            return context.ErrorMessage;
        }
    }

    [Fact]
    public async Task Access_HideCredentials_TakesKeyOutOfEverywhere()
    {
        var context = BodyContext("application/json", """{"apikey":"secret","a":1}""");
        context.Request.MethodValue = "POST";
        context.Request.QueryStringValue = "x=%41&token=t";

        await PluginFactory.Create(new KeyAuthPlugin(), """{"key_in_body":true,"hide_credentials":true,"key_names":["apikey","token"],"key_in_query":true}""")
            .AccessAsync(context);

        // The query is looked at before the body for each name, so apikey in the body comes before token in the query; and what was not used
        // as key is not hidden.
        Assert.Equal("alice", context.Client.Consumer?.Username);
        Assert.Equal("x=A&token=t", context.ServiceRequest.QueryString);
        Assert.Equal("""{"a":1}""", context.ServiceRequest.BodyText);
    }

    [Fact]
    public async Task Access_HideCredentials_RemovesHeader()
    {
        var context = new FakePluginContext();
        context.Consumers.AddWith("alice", Type, "secret");
        context.Request.Headers["apikey"] = "secret";

        await PluginFactory.Create(new KeyAuthPlugin(), """{"hide_credentials":true}""").AccessAsync(context);

        Assert.Equal(0, context.ServiceRequest.GetHeader("apikey").Count);
    }

    [Fact]
    public async Task Access_Anonymous_LetsThroughAsThatConsumer()
    {
        var context = new FakePluginContext();
        var anonymous = context.Consumers.Add("guest");
        context.Request.Headers["apikey"] = "wrong";

        await PluginFactory.Create(new KeyAuthPlugin(), """{"anonymous":"guest"}""").AccessAsync(context);

        Assert.False(context.HasExited);
        Assert.Same(anonymous, context.Client.Consumer);
        Assert.Equal("true", context.ServiceRequest.GetHeader("X-Anonymous-Consumer"));
    }

    [Fact]
    public async Task Access_UnknownAnonymous_FailsAsThePluginDoes()
    {
        var context = new FakePluginContext();

        var e = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await PluginFactory.Create(new KeyAuthPlugin(), """{"anonymous":"nobody"}""").AccessAsync(context));

        Assert.Equal("anonymous consumer nobody is configured but doesn't exist", e.Message);
    }

    [Fact]
    public async Task Access_AlreadyAuthenticated_IsSkippedOnlyWithAnonymous()
    {
        var context = new FakePluginContext();
        var (consumer, credential) = context.Consumers.AddWith("alice", "basicauth_credentials", "alice");
        context.Consumers.Add("guest");
        context.Client.Authenticate(consumer, credential);

        await PluginFactory.Create(new KeyAuthPlugin(), """{"anonymous":"guest"}""").AccessAsync(context);
        Assert.Same(consumer, context.Client.Consumer);

        await PluginFactory.Create(new KeyAuthPlugin()).AccessAsync(context);
        Assert.Equal(401, context.ExitStatus);
    }

    [Theory]
    [InlineData("{}", 401)]
    [InlineData("""{"run_on_preflight":false}""", null)]
    public async Task Access_Options_PassesOnlyWithoutRunOnPreflight(string config, int? status)
    {
        var context = new FakePluginContext();
        context.Request.MethodValue = "OPTIONS";

        await PluginFactory.Create(new KeyAuthPlugin(), config).AccessAsync(context);

        Assert.Equal(status, context.ExitStatus);
    }

    [Theory]
    [InlineData("""{"apikey":["secret"]}""", "Duplicate API key found")]
    [InlineData("""{"apikey":{"k":"secret"}}""", "Duplicate API key found")]
    [InlineData("""{"apikey":5}""", "No API key found in request")]
    [InlineData("""["apikey"]""", "No API key found in request")]
    public async Task Access_JsonBodyWithoutTextUnderTheName_IsRefused(string body, string message)
    {
        var context = BodyContext("application/json", body);

        await PluginFactory.Create(new KeyAuthPlugin(), """{"key_in_body":true}""").AccessAsync(context);

        Assert.Equal(message, context.ErrorMessage);
    }

    [Fact]
    public async Task Access_FlagInQuery_IsNoKey()
    {
        var context = new FakePluginContext();
        context.Consumers.AddWith("alice", Type, "secret");
        context.Request.QueryStringValue = "apikey&token=secret";

        await PluginFactory.Create(new KeyAuthPlugin(), """{"key_names":["apikey","token"]}""").AccessAsync(context);

        Assert.Equal("alice", context.Client.Consumer?.Username);
    }

    [Fact]
    public async Task Access_HeaderSetByAnEarlierPlugin_IsSeen()
    {
        var context = new FakePluginContext();
        context.Consumers.AddWith("alice", Type, "secret");
        context.ServiceRequest.SetHeader("apikey", "secret");

        await PluginFactory.Create(new KeyAuthPlugin()).AccessAsync(context);

        Assert.Equal("alice", context.Client.Consumer?.Username);
    }

    [Fact]
    public void Schema_BadHeaderName_IsRefused() => Assert.Equal(
        ["key_names[0]: bad header name 'a b', allowed characters are A-Z, a-z, 0-9, '_', and '-'"],
        PluginFactory.Problems(new KeyAuthPlugin(), """{"key_names":["a b"]}"""));

    private static FakePluginContext BodyContext(string contentType, string body)
    {
        var context = new FakePluginContext();
        context.Consumers.AddWith("alice", Type, "secret");
        context.Request.SetBody(contentType, body);
        return context;
    }
}
