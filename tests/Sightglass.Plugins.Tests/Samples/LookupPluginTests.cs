using LookupPlugin;
using Microsoft.AspNetCore.Http;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Samples;

/// <summary>The sample does what its page says.</summary>
public sealed class LookupPluginTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Access_KnownTenant_TellsTheUpstreamAndAsksOnce()
    {
        var asked = new List<string>();
        await using var server = await WebServer.StartAsync(context =>
        {
            asked.Add(context.Request.Path);
            return context.Response.WriteAsync("""{"plan":"gold"}""");
        });
        await using var handler = Create(server.Address);

        Assert.Equal("gold", (await Use(handler, "a b")).ServiceRequest.GetHeader("X-Tenant-Plan"));
        Assert.Equal("gold", (await Use(handler, "a b")).ServiceRequest.GetHeader("X-Tenant-Plan"));
        Assert.Equal(["/plans/a%20b"], asked);
        _time.Advance(TimeSpan.FromSeconds(60));
        await Use(handler, "a b");
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public async Task Access_UnknownTenantNoTenantNoService_AreToldApart()
    {
        var server = await WebServer.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await using var handler = Create(server.Address);

        Assert.Equal(403, (await Use(handler, "x")).ExitStatus);
        Assert.Equal(400, (await Use(handler, null)).ExitStatus);
        await server.DisposeAsync();
        var down = await Use(handler, "y");
        Assert.Equal(503, down.ExitStatus);
        Assert.Contains(down.Logger.Entries, entry => entry.Message.StartsWith("tenant lookup failed: 127.0.0.1:", StringComparison.Ordinal));
    }

    [Fact]
    public void Schema_BadAddress_IsRefused() => Assert.Equal(
        ["address: expected an absolute http or https address that ends in /"],
        PluginFactory.Problems(new TenantLookupPlugin(), """{"address":"http://x/plans"}"""));

    private PluginHandler Create(Uri server) =>
        PluginFactory.Create(new TenantLookupPlugin(), $$"""{"address":"{{server}}plans/"}""", _time);

    private async Task<FakePluginContext> Use(PluginHandler handler, string? tenant)
    {
        var context = new FakePluginContext { Clock = _time };
        if (tenant is not null)
        {
            context.Request.Headers["X-Tenant"] = tenant;
        }

        await handler.AccessAsync(context);
        return context;
    }
}
