using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Dns;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.Gateway.Snapshots;
using Sightglass.Gateway.Upstream;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Hosting;

/// <summary>A running gateway: listeners, and the configuration they serve.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly GatewayOptions _options;
    private readonly ILogger _logger;
    private readonly UpstreamConnectionPool _pool;
    private readonly DnsClient _dns;
    private readonly UpstreamRegistry _upstreams;
    private readonly PluginHandlerStore _handlers;
    private readonly SnapshotBuilder _builder;
    private readonly SnapshotHolder _snapshots;
    private readonly GatewayRuntime _runtime;
    private readonly IHost _host;
    private readonly IServer _server;
    private readonly SemaphoreSlim _applying = new(1, 1);
    private readonly List<Task> _retirements = [];
    private bool _stopped;

    private GatewayHost(
        GatewayOptions options,
        UpstreamConnectionPool pool,
        DnsClient dns,
        UpstreamRegistry upstreams,
        PluginHandlerStore handlers,
        SnapshotBuilder builder,
        GatewayRuntime runtime,
        IReadOnlyList<ListenerRuntime> listeners)
    {
        _options = options;
        _logger = options.LoggerFactory.CreateLogger<GatewayHost>();
        _pool = pool;
        _dns = dns;
        _upstreams = upstreams;
        _handlers = handlers;
        _builder = builder;
        _runtime = runtime;
        _snapshots = runtime.Snapshots;
        _host = ServerSetup.Build(runtime, listeners);
        _server = _host.Services.GetRequiredService<IServer>();
        Listeners = listeners;
    }

    /// <summary>Where the listeners are bound, in the order of the options: ports that were 0 have their number.</summary>
    public ImmutableArray<IPEndPoint> Addresses { get; private set; } = [];

    /// <summary>The configuration in force.</summary>
    public GatewayConfiguration Configuration => _snapshots.Current.Configuration;

    public GatewayMetrics Metrics => _runtime.Metrics;

    internal GatewayRuntime Runtime => _runtime;

    internal UpstreamRegistry Upstreams => _upstreams;

    internal IReadOnlyList<ListenerRuntime> Listeners { get; }

    /// <summary>Builds the initial configuration, then listens. Requests are served from the first connection on.</summary>
    /// <exception cref="SnapshotException">The initial configuration cannot be served.</exception>
    /// <exception cref="IOException">An address cannot be bound.</exception>
    public static Task<GatewayHost> StartAsync(GatewayOptions options, CancellationToken cancellationToken = default)
        => StartAsync(options, null, new TracingGate(), cancellationToken);

    /// <summary>Starts a gateway that debug sessions can watch.</summary>
    internal static async Task<GatewayHost> StartAsync(
        GatewayOptions options,
        IRequestTracing? tracing,
        TracingGate gate,
        CancellationToken cancellationToken)
    {
        var pool = new UpstreamConnectionPool(
            new UpstreamPoolOptions
            {
                MaxIdlePerEndpoint = options.UpstreamKeepalivePoolSize,
                MaxRequestsPerConnection = options.UpstreamKeepaliveMaxRequests,
                IdleTimeout = options.UpstreamKeepaliveIdleTimeout,
            },
            options.Time);
        var dns = new DnsClient(ToDnsOptions(options.Resolver), options.Time);
        var upstreams = new UpstreamRegistry(dns, pool, options.Time, options.LoggerFactory.CreateLogger<UpstreamRegistry>());
        var handlers = new PluginHandlerStore(
            options.Plugins,
            new PluginServices
            {
                NodeId = options.NodeId,
                Hostname = options.Hostname,
                Time = options.Time,
                LoggerFactory = options.LoggerFactory,
                NameResolver = new PluginNameResolver(dns),
                TracingInstrumentations = options.TracingInstrumentations,
                TracingSamplingRate = options.TracingSamplingRate,
            },
            options.LoggerFactory.CreateLogger<PluginHandlerStore>());
        var builder = new SnapshotBuilder(handlers, upstreams, options.UpstreamTls, options.RouterFlavor);
        var snapshot = await builder.BuildAsync(options.Configuration, cancellationToken).ConfigureAwait(false);
        upstreams.Commit(snapshot.Upstreams);
        var runtime = new GatewayRuntime(options, new SnapshotHolder(snapshot), pool, dns, gate) { Tracing = tracing };
        var host = new GatewayHost(
            options,
            pool,
            dns,
            upstreams,
            handlers,
            builder,
            runtime,
            [.. options.Listeners.Select(static settings => new ListenerRuntime(settings))]);
        try
        {
            await host.ListenAsync(cancellationToken).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Builds a configuration aside and, when all of it can be served, puts it in force for requests that begin from then on. Otherwise
    /// nothing changes.
    /// </summary>
    /// <exception cref="SnapshotException">The configuration cannot be served; says why, for every problem.</exception>
    public async Task ApplyAsync(GatewayConfiguration configuration, CancellationToken cancellationToken = default)
    {
        await _applying.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var next = await _builder.BuildAsync(configuration, cancellationToken).ConfigureAwait(false);

            // 1. probes and refreshes of the new upstreams, 2. the swap, 3. the old one goes when its last request has.
            _upstreams.Commit(next.Upstreams);
            var previous = _snapshots.Publish(next);
            _retirements.RemoveAll(static task => task.IsCompleted);
            _retirements.Add(RetireAsync(previous));
            _logger.ConfigurationApplied(configuration.Hash, configuration.Routes.Length);
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <summary>Stops listening, waits for requests in progress up to <see cref="GatewayOptions.DrainTimeout"/>, then releases everything.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        _runtime.IsStopping = true;
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        drain.CancelAfter(_options.DrainTimeout);
        await _server.StopAsync(drain.Token).ConfigureAwait(false);
        var snapshot = _snapshots.Current;
        await snapshot.WhenUnusedAsync().ConfigureAwait(false);
        await Task.WhenAll(_retirements).ConfigureAwait(false);
        await _handlers.ReleaseAsync(snapshot.Plugins).ConfigureAwait(false);
        _upstreams.Dispose();
        _pool.Dispose();
        _runtime.Http2.Dispose();
        _dns.Dispose();
        _host.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _applying.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync(new GatewayApplication(_runtime), cancellationToken).ConfigureAwait(false);
        var bound = _server.Features.Get<IServerAddressesFeature>()!.Addresses;
        Addresses = [.. bound.Select(static address => new Uri(address)).Select(static uri => new IPEndPoint(IPAddress.Parse(uri.Host), uri.Port))];
        for (var i = 0; i < Listeners.Count; i++)
        {
            Listeners[i].Port = _options.PortMaps.GetValueOrDefault(Addresses[i].Port, Addresses[i].Port);
            _logger.Listening(Addresses[i], Listeners[i].Settings.Tls ? "https" : "http");
        }
    }

    private async Task RetireAsync(GatewaySnapshot snapshot)
    {
        await snapshot.WhenUnusedAsync().ConfigureAwait(false);
        await _handlers.ReleaseAsync(snapshot.Plugins).ConfigureAwait(false);
    }

    private static DnsOptions ToDnsOptions(ResolverSettings settings) => new()
    {
        Servers = settings.Servers,
        ResolvConf = settings.ResolvConf,
        HostsFile = settings.HostsFile,
        Order = [.. settings.Order
            .Select(static name => Enum.TryParse<DnsRecordType>(name, ignoreCase: true, out var type) ? type : (DnsRecordType?)null)
            .OfType<DnsRecordType>()
            .Where(static type => type is DnsRecordType.A or DnsRecordType.Aaaa or DnsRecordType.Srv)],
        LastTypeFirst = settings.Order.Contains("LAST", StringComparer.OrdinalIgnoreCase),
        NewClient = settings.NewClient,
        ValidTtl = settings.ValidTtl,
        StaleTtl = settings.StaleTtl,
        NotFoundTtl = settings.NotFoundTtl,
        ErrorTtl = settings.ErrorTtl,
        CacheSize = settings.CacheSize,
    };
}
