using System.Net;
using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Pipeline;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Tests.Fixtures;

/// <summary>A real gateway on a free port of the loopback, torn down after the test.</summary>
internal sealed class GatewayFixture : IAsyncDisposable
{
    private GatewayFixture(GatewayHost host, CapturedLog log)
    {
        Host = host;
        Log = log;
    }

    public GatewayHost Host { get; }

    /// <summary>What the gateway logged.</summary>
    public CapturedLog Log { get; }

    public IPEndPoint Address => Host.Addresses[0];

    public static async Task<GatewayFixture> StartAsync(
        GatewayConfiguration configuration,
        Func<GatewayOptions, GatewayOptions>? options = null,
        IRequestTracing? tracing = null,
        params Plugin[] plugins)
    {
        var log = new CapturedLog();
        var basic = new GatewayOptions
        {
            Listeners = [new ListenerSettings { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) }],
            Configuration = configuration,
            Plugins = [.. plugins],
            DrainTimeout = TimeSpan.FromSeconds(5),
            LoggerFactory = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Debug).AddProvider(log)),
        };
        var gate = new TracingGate { Active = tracing is not null };
        var host = await GatewayHost.StartAsync(options is null ? basic : options(basic), tracing, gate, CancellationToken.None);
        return new GatewayFixture(host, log);
    }

    /// <summary>A gateway with one route to one upstream.</summary>
    public static Task<GatewayFixture> ProxyAsync(
        IPEndPoint upstream,
        Func<RouteConfig, RouteConfig>? route = null,
        Func<ServiceConfig, ServiceConfig>? service = null,
        Func<GatewayOptions, GatewayOptions>? options = null)
        => StartAsync(Configurations.Proxy(upstream, route, service), options);

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(Address);

    /// <summary>One request on a connection of its own.</summary>
    public async Task<RawResponse> SendAsync(string request)
    {
        using var client = await ConnectAsync();
        return await client.SendRequestAsync(request);
    }

    public async Task<RawResponse> GetAsync(string target, string headers = "")
    {
        using var client = await ConnectAsync();
        return await client.GetAsync(target, headers);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
