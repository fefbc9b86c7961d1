using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.BasicAuth;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.BasicAuth;

public sealed class BasicAuthTests
{
    [Theory]
    [InlineData("Authorization")]
    [InlineData("Proxy-Authorization")]
    public async Task Access_RightCredentials_Authenticates(string header)
    {
        var context = Context();
        context.Request.Headers[header] = Basic("ann", "pa:ss");

        await PluginFactory.Create(new BasicAuthPlugin()).AccessAsync(context);

        Assert.False(context.HasExited);
        Assert.Equal("ann", context.Client.Consumer?.Username);
        Assert.Equal("ann", context.ServiceRequest.GetHeader("X-Credential-Identifier"));
        Assert.Equal(1, context.ServiceRequest.GetHeader(header).Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Basic")]
    [InlineData("Basic ???")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Basic OnBhc3M=")]
    [InlineData("Bearer YW5uOnBhOnNz")]
    [InlineData("ann:wrong")]
    [InlineData("bob:pa:ss")]
    [InlineData("ann:")]
    [InlineData("ANN:pa:ss")]
    public async Task Access_Otherwise_Refuses(string? header)
    {
        var context = Context();
        if (header is not null)
        {
            var colon = header.IndexOf(':');
            context.Request.Headers.Authorization = colon < 0 ? header : Basic(header[..colon], header[(colon + 1)..]);
        }

        await PluginFactory.Create(new BasicAuthPlugin()).AccessAsync(context);

        Assert.Equal(401, context.ExitStatus);
        Assert.Equal("Unauthorized", context.ErrorMessage);
        Assert.Equal("Basic realm=\"service\"", context.Response.Headers.WWWAuthenticate);
    }

    [Theory]
    [InlineData("wrong", "pa:ss")]
    [InlineData("pa:ss", "wrong")]
    public async Task Access_OneHeaderRightOneWrong_Refuses(string authorization, string proxyAuthorization)
    {
        var context = Context();
        context.Request.Headers.Authorization = Basic("ann", authorization);
        context.Request.Headers.ProxyAuthorization = Basic("ann", proxyAuthorization);

        await PluginFactory.Create(new BasicAuthPlugin()).AccessAsync(context);

        Assert.Equal(401, context.ExitStatus);
        Assert.Null(context.Client.Consumer);
    }

    [Fact]
    public async Task Access_ProxyAuthorizationBesideBearer_Authenticates()
    {
        var context = Context();
        context.Request.Headers.Authorization = "Bearer something";
        context.Request.Headers.ProxyAuthorization = Basic("ann", "pa:ss");

        await PluginFactory.Create(new BasicAuthPlugin()).AccessAsync(context);

        Assert.Equal("ann", context.Client.Consumer?.Username);
    }

    [Fact]
    public async Task Access_HideCredentials_RemovesTheHeader()
    {
        var context = Context();
        context.Request.Headers.Authorization = Basic("ann", "pa:ss");

        await PluginFactory.Create(new BasicAuthPlugin(), """{"hide_credentials":true,"realm":"x"}""").AccessAsync(context);

        Assert.Equal(0, context.ServiceRequest.GetHeader("Authorization").Count);
    }

    [Fact]
    public async Task Access_Anonymous_LetsThroughAndSkipsWhenAuthenticated()
    {
        var context = Context();
        context.Consumers.Add("guest");
        var handler = PluginFactory.Create(new BasicAuthPlugin(), """{"anonymous":"guest"}""");

        await handler.AccessAsync(context);
        Assert.Equal("guest", context.Client.Consumer?.Username);

        context.Consumers.TryFindConsumer("ann", out var ann);
        context.Client.Authenticate(ann, ann!.Credentials[0]);
        await handler.AccessAsync(context);
        Assert.Equal("ann", context.Client.Consumer?.Username);
    }

    private static FakePluginContext Context()
    {
        var id = Guid.NewGuid();
        var stored = Convert.ToHexStringLower(SHA1Hash(Encoding.UTF8.GetBytes($"pa:ss{id}")));
        var credential = new CredentialConfig(Guid.NewGuid(), "basicauth_credentials", "ann", new JsonObject { ["password"] = stored });
        var context = new FakePluginContext();
        context.Consumers.Add(new ConsumerConfig { Id = id, Username = "ann", Credentials = [credential] });
        return context;
    }

    [SuppressMessage("Security", "CA5350", Justification = "The stored form is the configuration format's.")]
    private static byte[] SHA1Hash(byte[] bytes) => SHA1.HashData(bytes);

    private static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}
