using Sightglass.Plugins.OpenIdConnect;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;

namespace Sightglass.Plugins.Tests.OpenIdConnect;

/// <summary>Against a real provider: its discovery, its keys, its introspection, its tokens.</summary>
public sealed class RealProviderTests(NodeProvider provider) : IClassFixture<NodeProvider>
{
    private const string Gateway = "\"client_id\":[\"gateway\"],\"client_secret\":[\"gateway secret/+\"]";

    [Theory]
    [InlineData("urn:api")]
    [InlineData("urn:rsa")]
    public async Task Signed_Token_IsAccepted(string resource)
    {
        await provider.ReadyAsync();
        await using var handler = Create("\"consumer_claim\":[\"client_id\"],\"upstream_headers_claims\":[\"scope\"],\"upstream_headers_names\":[\"X-Scope\"]");

        var context = await UseAsync(handler, await provider.TokenAsync(resource));

        Assert.Null(context.ExitStatus);
        Assert.Equal("service", context.Client.Consumer?.Username);
        Assert.Equal("service", context.ServiceRequest.GetHeader("X-Credential-Identifier"));
        Assert.Equal("read", context.ServiceRequest.GetHeader("X-Scope"));
    }

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    public async Task Opaque_Token_IsIntrospected(string method)
    {
        await provider.ReadyAsync();
        await using var handler = Create($"{Gateway},\"introspection_endpoint_auth_method\":\"{method}\",\"consumer_claim\":[\"client_id\"],\"audience_required\":[\"urn:opaque\"],\"scopes_required\":[\"write\"]");

        var context = await UseAsync(handler, await provider.TokenAsync("urn:opaque", "write"));

        Assert.Null(context.ExitStatus);
        Assert.Equal("service", context.Client.Consumer?.Username);
    }

    [Fact]
    public async Task Opaque_RevokedToken_IsRefused()
    {
        await provider.ReadyAsync();
        var token = await provider.TokenAsync("urn:opaque");
        await provider.RevokeAsync(token);
        await using var handler = Create(Gateway);

        var context = await UseAsync(handler, token);

        Assert.Equal(401, context.ExitStatus);
        Assert.EndsWith("error=\"invalid_token\"", context.Response.Headers.WWWAuthenticate, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signed_RevokedToken_IsNoticedWhenAskedFor()
    {
        await provider.ReadyAsync();
        await using var handler = Create($"{Gateway},\"introspect_jwt_tokens\":true");

        // This provider knows nothing of the signed tokens it has given out, so that it calls all of them inactive.
        Assert.Equal(401, (await UseAsync(handler, await provider.TokenAsync())).ExitStatus);
    }

    [Fact]
    public async Task Opaque_WrongClientSecret_IsTheGatewaysFault()
    {
        await provider.ReadyAsync();
        await using var handler = Create("\"client_id\":[\"gateway\"],\"client_secret\":[\"wrong\"]");

        Assert.Equal(500, (await UseAsync(handler, await provider.TokenAsync("urn:opaque"))).ExitStatus);
    }

    [Theory]
    [InlineData("\"audience_required\":[\"urn:api\"],\"scopes_required\":[\"admin\",\"read\"]", null, null)]
    [InlineData("\"audience_required\":[\"urn:other\"]", 403, "invalid_token")]
    [InlineData("\"scopes_required\":[\"read write\"]", 403, "insufficient_scope")]
    [InlineData("\"groups_required\":[\"staff\"]", 403, "insufficient_scope")]
    [InlineData("\"issuers_allowed\":[\"https://other.example.com\"]", null, null)]
    public async Task Requirements_OfTheConfiguration_Decide(string config, int? status, string? error)
    {
        await provider.ReadyAsync();
        await using var handler = Create(config);

        var context = await UseAsync(handler, await provider.TokenAsync());

        Assert.Equal(status, context.ExitStatus);
        if (error is not null)
        {
            Assert.EndsWith($"error=\"{error}\"", context.Response.Headers.WWWAuthenticate, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Signed_ChangedToken_IsRefused()
    {
        await provider.ReadyAsync();
        await using var handler = Create();
        var parts = (await provider.TokenAsync()).Split('.');
        var signature = parts[2][0] == 'A' ? "B" + parts[2][1..] : "A" + parts[2][1..];

        Assert.Equal(401, (await UseAsync(handler, $"{parts[0]}.{parts[1]}.{signature}")).ExitStatus);
    }

    [Fact]
    public async Task Signed_AfterItsTime_IsRefused()
    {
        await provider.ReadyAsync();
        var token = await provider.TokenAsync("urn:short");
        var later = new Later(TimeSpan.FromMinutes(1));
        await using var handler = Create(time: later);
        await using var lenient = Create("\"leeway\":3600", later);

        Assert.Equal(401, (await UseAsync(handler, token, time: later)).ExitStatus);
        Assert.Null((await UseAsync(lenient, token, time: later)).ExitStatus);
    }

    [Fact]
    public async Task Issuer_OfAnotherName_IsRefused()
    {
        await provider.ReadyAsync();
        var token = await provider.TokenAsync();
        var elsewhere = provider.Issuer.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await using var handler = PluginFactory.Create(new OpenIdConnectPlugin(), $$"""{"issuer":"{{elsewhere}}"}""", TimeProvider.System);

        Assert.Equal(401, (await UseAsync(handler, token)).ExitStatus);

        // Another issuer may be allowed, but the document has to be of one that is.
        await using var allowing = PluginFactory.Create(new OpenIdConnectPlugin(), $$"""{"issuer":"{{elsewhere}}","issuers_allowed":["{{provider.Issuer}}"]}""", TimeProvider.System);
        Assert.Null((await UseAsync(allowing, token)).ExitStatus);
    }

    [Fact]
    public async Task Rotation_OfTheKeys_IsFollowed()
    {
        await provider.ReadyAsync();
        var time = new Later(TimeSpan.Zero);
        await using var handler = Create(time: time);
        var before = await provider.TokenAsync();
        Assert.Null((await UseAsync(handler, before)).ExitStatus);

        await provider.TellAsync("rotate");
        var after = await provider.TokenAsync();

        // Not yet: another look for keys is due 30 seconds after the last.
        time.By = TimeSpan.FromSeconds(31);
        Assert.Null((await UseAsync(handler, after)).ExitStatus);
        Assert.Equal(401, (await UseAsync(handler, before)).ExitStatus);
    }

    [Fact]
    public async Task Down_WhatIsKnown_StaysInUse()
    {
        await provider.ReadyAsync();
        await using var knowing = Create(Gateway);
        await using var starting = Create(Gateway);
        var signed = await provider.TokenAsync();
        var opaque = await provider.TokenAsync("urn:opaque");
        Assert.Null((await UseAsync(knowing, signed)).ExitStatus);
        await provider.TellAsync("down");

        Assert.Null((await UseAsync(knowing, signed)).ExitStatus);
        Assert.Equal(500, (await UseAsync(knowing, opaque)).ExitStatus);
        Assert.Equal(500, (await UseAsync(starting, signed)).ExitStatus);

        await provider.TellAsync("up");
        Assert.Null((await UseAsync(starting, signed)).ExitStatus);
        Assert.Null((await UseAsync(knowing, opaque)).ExitStatus);
    }

    [Fact]
    public async Task Slow_BeyondTheTimeout_GivesUp()
    {
        await provider.ReadyAsync();
        var token = await provider.TokenAsync();
        await provider.TellAsync("delay 5000");
        await using var handler = Create("\"timeout\":200");

        Assert.Equal(500, (await UseAsync(handler, token)).ExitStatus);
    }

    [Fact]
    public async Task Slow_IsSeenUnderThePlugin()
    {
        await provider.ReadyAsync();
        var token = await provider.TokenAsync("urn:opaque");
        await provider.TellAsync("delay 100");
        await using var handler = Create(Gateway);
        var recorder = new TraceRecorderPool().Rent();
        recorder.Begin(TraceRecorder.Now());
        var plugin = recorder.Start(SpanNames.Plugin("access", "openid-connect"));

        var context = await UseAsync(handler, token, recorder);

        Assert.Null(context.ExitStatus);
        recorder.End(plugin);
        recorder.Finish(TraceRecorder.Now());
        var trace = recorder.Complete("node", context.RequestId, ClockAnchor.Now(TimeProvider.System));
        var calls = trace.Spans.Where(span => span.Name == "kong.io.http.request").ToList();
        // Discovery, keys, the token.
        Assert.Equal(3, calls.Count);
        Assert.All(calls, call => Assert.True(Milliseconds(call) >= 100, $"{Milliseconds(call)} ms"));
        Assert.All(trace.Spans.Skip(2), span => Assert.Equal(trace.Spans[1].SpanId, span.ParentSpanId));
        Assert.Equal("kong.access.plugin.openid-connect", trace.Spans[1].Name);
        Assert.True(Milliseconds(trace.Spans[1]) >= 300);
    }

    private static double Milliseconds(Span span) => (span.EndTime - span.StartTime) / 1e6;

    private static async Task<FakePluginContext> UseAsync(PluginHandler handler, string token, TraceRecorder? trace = null, TimeProvider? time = null)
    {
        var context = new FakePluginContext { TraceValue = trace };
        context.Clock.Set((time ?? TimeProvider.System).GetUtcNow());
        context.Consumers.Add("service");
        context.Request.Headers.Authorization = "Bearer " + token;
        await handler.AccessAsync(context);
        return context;
    }

    private PluginHandler Create(string more = "\"leeway\":0", TimeProvider? time = null) =>
        PluginFactory.Create(new OpenIdConnectPlugin(), $$"""{"issuer":"{{provider.Issuer}}",{{more}}}""", time ?? TimeProvider.System);

    /// <summary>The clock, put forward.</summary>
    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public TimeSpan By { get; set; } = by;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => GetUtcNow().Ticks;
    }
}
