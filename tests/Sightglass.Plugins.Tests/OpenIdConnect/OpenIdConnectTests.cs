using Sightglass.Plugins.OpenIdConnect;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.Plugins.Tests.Jwt;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.OpenIdConnect;

public sealed class OpenIdConnectTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private FakeProvider _provider = null!;

    // The clock stands at 1773500966 s.
    private string Good => _provider.Token($$"""{"iss":"{{_provider.Issuer}}","sub":"ann","exp":1773501000,"aud":["api"],"scope":"read write","groups":["staff"]}""");

    public async ValueTask InitializeAsync() => _provider = await FakeProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task Access_SignedToken_IsVerifiedByTheProvidersKeys()
    {
        await using var handler = Create("\"consumer_claim\":[\"sub\"],\"authenticated_groups_claim\":[\"groups\"],\"upstream_headers_claims\":[\"scope\",\"none\"],\"upstream_headers_names\":[\"X-Scope\",\"X-None\"]");
        var context = Context(Good);
        context.Request.Headers["X-None"] = "forged";

        await handler.AccessAsync(context);

        Assert.Null(context.ErrorMessage);
        Assert.Equal("ann", context.Client.Consumer?.Username);
        Assert.Equal("ann", context.ServiceRequest.GetHeader("X-Credential-Identifier"));
        Assert.Equal("read write", context.ServiceRequest.GetHeader("X-Scope"));
        Assert.Equal(0, context.ServiceRequest.GetHeader("X-None").Count);
        Assert.Equal(["staff"], Assert.IsType<List<string>>(context.Items["authenticated_groups"]));
        Assert.Equal(1, context.ServiceRequest.GetHeader("Authorization").Count);
    }

    [Fact]
    public async Task Access_SecondToken_UsesWhatIsKnown()
    {
        await using var handler = Create();
        await handler.AccessAsync(Context(Good));
        await handler.AccessAsync(Context(Good));

        Assert.Equal(["GET /.well-known/openid-configuration", "GET /keys"], _provider.Calls);
    }

    [Fact]
    public async Task Access_ManyAtOnce_FetchOnce()
    {
        _provider.Gate = new TaskCompletionSource();
        await using var handler = Create();
        var token = Good;
        var requests = Enumerable.Range(0, 20).Select(_ => Context(token)).ToList();
        var all = Task.WhenAll(requests.Select(request => handler.AccessAsync(request).AsTask()));
        await Poll.UntilAsync(() => _provider.Calls.Count == 1);
        _provider.Gate.SetResult();

        await all;

        Assert.All(requests, request => Assert.False(request.HasExited));
        Assert.Equal(2, _provider.Calls.Count);
    }

    [Fact]
    public async Task Access_NewKey_IsFoundButNotAskedForTooOften()
    {
        await using var handler = Create();
        await handler.AccessAsync(Context(Good));
        _provider.AddKey("k2");
        var rotated = _provider.Token($$"""{"iss":"{{_provider.Issuer}}","sub":"ann"}""", "k2");

        var early = Context(rotated);
        await handler.AccessAsync(early);
        Assert.Equal(401, early.ExitStatus);
        Assert.Equal(2, _provider.Calls.Count);

        _time.Advance(TimeSpan.FromSeconds(31));
        var later = Context(rotated);
        await handler.AccessAsync(later);
        Assert.False(later.HasExited);
        Assert.Equal(4, _provider.Calls.Count);
    }

    [Fact]
    public async Task Access_ProviderDownLater_KeepsWhatIsKnown()
    {
        await using var handler = Create();
        await handler.AccessAsync(Context(Good));
        _provider.Status = 503;
        _time.Advance(TimeSpan.FromSeconds(3601));

        var context = Context(_provider.Token($$"""{"iss":"{{_provider.Issuer}}","sub":"ann"}"""));
        await handler.AccessAsync(context);

        Assert.False(context.HasExited);
        Assert.Equal(3, _provider.Calls.Count);
    }

    [Fact]
    public async Task Access_ProviderDownAtFirst_Is500AndLogged()
    {
        _provider.Status = 503;
        await using var handler = Create();
        var context = Context(Good);

        await handler.AccessAsync(context);

        Assert.Equal(500, context.ExitStatus);
        Assert.Equal("An unexpected error occurred", context.ErrorMessage);
        Assert.Contains(context.Logger.Entries, entry => entry.Message.EndsWith("/.well-known/openid-configuration answered with status 503", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Access_DiscoveryOfAnotherIssuer_IsRefused()
    {
        _provider.ClaimedIssuer = "https://evil.test";
        await using var handler = Create();
        var context = Context(Good);

        await handler.AccessAsync(context);

        Assert.Equal(500, context.ExitStatus);
    }

    [Fact]
    public async Task Access_NoToken_IsAskedForOne()
    {
        await using var handler = Create("\"realm\":\"r\"");
        var context = new FakePluginContext { Clock = _time };

        await handler.AccessAsync(context);

        Assert.Equal(401, context.ExitStatus);
        Assert.Equal("Unauthorized", context.ErrorMessage);
        Assert.Equal("Bearer realm=\"r\"", context.Response.Headers.WWWAuthenticate);
        Assert.Empty(_provider.Calls);
    }

    [Theory]
    [InlineData("wrong issuer")]
    [InlineData("no issuer")]
    [InlineData("wrong key")]
    [InlineData("symmetric")]
    [InlineData("expired")]
    [InlineData("not yet")]
    [InlineData("expiry is text")]
    public async Task Access_BadToken_IsRefused401(string what)
    {
        _provider.AddKey("other");
        var issuer = $"\"iss\":\"{_provider.Issuer}\"";
        var token = what switch
        {
            "wrong issuer" => _provider.Token("""{"iss":"https://evil.test"}"""),
            "no issuer" => _provider.Token("""{"sub":"ann"}"""),
            "wrong key" => _provider.Token($"{{{issuer}}}", "k1", "other"),
            "symmetric" => TokenMaker.Hs256($"{{{issuer}}}", "secret"),
            "expired" => _provider.Token($"{{{issuer},\"exp\":1773500966}}"),
            "not yet" => _provider.Token($"{{{issuer},\"nbf\":1773500968}}"),
            _ => _provider.Token($"{{{issuer},\"exp\":\"never\"}}"),
        };
        await using var handler = Create();
        var context = Context(token);

        await handler.AccessAsync(context);

        Assert.Equal(401, context.ExitStatus);
        Assert.EndsWith("error=\"invalid_token\"", context.Response.Headers.WWWAuthenticate.ToString());
        Assert.Null(context.Client.Credential);
    }

    [Theory]
    [InlineData("\"audience_required\":[\"api\"]", null)]
    [InlineData("\"audience_required\":[\"other\",\"api\"]", null)]
    [InlineData("\"audience_required\":[\"other\"]", 403)]
    [InlineData("\"scopes_required\":[\"read write\"]", null)]
    [InlineData("\"scopes_required\":[\"read admin\"]", 403)]
    [InlineData("\"scopes_required\":[\"read admin\",\"write\"]", null)]
    [InlineData("\"groups_required\":[\"staff\"]", null)]
    [InlineData("\"groups_required\":[\"boss\"]", 403)]
    [InlineData("\"consumer_claim\":[\"email\"]", 403)]
    [InlineData("\"consumer_claim\":[\"email\"],\"consumer_optional\":true", null)]
    public async Task Access_Requirements_Decide(string config, int? status)
    {
        await using var handler = Create(config);
        var context = Context(Good);

        await handler.AccessAsync(context);

        Assert.Equal(status, context.ExitStatus);
        Assert.Equal(status is null ? null : "Forbidden", context.ErrorMessage);
    }

    [Fact]
    public async Task Access_Leeway_ForgivesAFewSeconds()
    {
        await using var handler = Create("\"leeway\":5");
        var context = Context(_provider.Token($$"""{"iss":"{{_provider.Issuer}}","exp":1773500964,"nbf":1773500970}"""));

        await handler.AccessAsync(context);

        Assert.False(context.HasExited);
    }

    [Fact]
    public async Task Access_OpaqueToken_IsIntrospectedOnceUntilItExpires()
    {
        var asked = new List<string>();
        _provider.Introspect = form =>
        {
            asked.Add(form);
            return """{"active":true,"sub":"ann","scope":"read","exp":1773501000}""";
        };
        await using var handler = Create("\"client_id\":[\"gw\"],\"client_secret\":[\"s&\"],\"scopes_required\":[\"read\"],\"hide_credentials\":true");
        var first = Context("opaque");
        await handler.AccessAsync(first);
        await handler.AccessAsync(Context("opaque"));

        Assert.False(first.HasExited);
        Assert.Equal("ann", first.ServiceRequest.GetHeader("X-Credential-Identifier"));
        Assert.Equal(0, first.ServiceRequest.GetHeader("Authorization").Count);
        Assert.Equal(["Basic Z3c6cyUyNg== token=opaque&token_type_hint=access_token"], asked);

        _time.Advance(TimeSpan.FromSeconds(60));
        await handler.AccessAsync(Context("opaque"));
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public async Task Access_InactiveToken_IsRefused()
    {
        await using var handler = Create();
        var context = Context("opaque");

        await handler.AccessAsync(context);

        Assert.Equal(401, context.ExitStatus);
    }

    [Fact]
    public async Task Access_TokenInQuery_IsFoundAndHidden()
    {
        await using var handler = Create("\"hide_credentials\":true");
        var context = new FakePluginContext { Clock = _time };
        context.Request.QueryStringValue = $"a=1&access_token={Good}";

        await handler.AccessAsync(context);

        Assert.False(context.HasExited);
        Assert.Equal("a=1", context.ServiceRequest.QueryString);
    }

    [Fact]
    public async Task Access_TokenInBody_IsFoundAndHidden()
    {
        await using var handler = Create("\"hide_credentials\":true");
        var context = new FakePluginContext { Clock = _time };
        context.Request.SetBody("application/x-www-form-urlencoded", $"b=2&access_token={Good}&a=1");

        await handler.AccessAsync(context);

        Assert.False(context.HasExited);
        Assert.Equal("a=1&b=2", context.ServiceRequest.BodyText);
    }

    [Fact]
    public async Task Access_BodyWithoutToken_IsRefused()
    {
        await using var handler = Create("\"realm\":\"r\"");
        var context = new FakePluginContext { Clock = _time };
        context.Request.SetBody("application/json", "{\"a\":1}");

        await handler.AccessAsync(context);

        Assert.Equal(401, context.ExitStatus);
    }

    [Theory]
    [InlineData("x=1; kept={0}; y=2", "x=1; y=2")]
    [InlineData("kept={0}", null)]
    public async Task Access_TokenInCookie_IsFoundAndHidden(string cookies, string? left)
    {
        await using var handler = Create("\"hide_credentials\":true,\"bearer_token_param_type\":[\"cookie\"],\"bearer_token_cookie_name\":\"kept\"");
        var context = new FakePluginContext { Clock = _time };
        context.Request.Headers.Cookie = string.Format(null, cookies, Good);

        await handler.AccessAsync(context);

        Assert.False(context.HasExited);
        Assert.Equal(left, (string?)context.ServiceRequest.GetHeader("Cookie"));
    }

    [Fact]
    public async Task Access_Anonymous_LetsThrough()
    {
        await using var handler = Create("\"anonymous\":\"ann\"");
        var context = Context("opaque");

        await handler.AccessAsync(context);

        Assert.False(context.HasExited);
        Assert.Equal("true", context.ServiceRequest.GetHeader("X-Anonymous-Consumer"));
    }

    [Theory]
    [InlineData("{}", "issuer: required field missing")]
    [InlineData("""{"issuer":"nowhere"}""", "issuer: expected an absolute http or https address")]
    [InlineData("""{"issuer":"https://i","auth_methods":["session"]}""", "auth_methods[0]: expected one of: bearer, introspection")]
    [InlineData("""{"issuer":"https://i","upstream_headers_claims":["a"]}""", "upstream_headers_names: must have as many entries as upstream_headers_claims")]
    public void Schema_BadConfiguration_IsRefused(string config, string problem) =>
        Assert.Equal([problem], PluginFactory.Problems(new OpenIdConnectPlugin(), config));

    private PluginHandler Create(string more = "\"leeway\":0") =>
        PluginFactory.Create(new OpenIdConnectPlugin(), $$"""{"issuer":"{{_provider.Issuer}}/.well-known/openid-configuration",{{more}}}""", _time);

    private FakePluginContext Context(string token)
    {
        var context = new FakePluginContext { Clock = _time };
        context.Consumers.Add("ann");
        context.Request.Headers.Authorization = "Bearer " + token;
        return context;
    }
}
