using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Sightglass.Cluster.Connect;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Settings;
using Sightglass.Configuration.Validation;
using Sightglass.Gateway.Admin;
using Sightglass.Gateway.Admin.Logging;
using Sightglass.Gateway.Admin.Peers;
using Sightglass.Gateway.Admin.Store;
using Sightglass.Gateway.ControlPlaneLink;
using Sightglass.Gateway.Debugging;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Metrics;
using Sightglass.Gateway.RequestDebugging;
using Sightglass.Gateway.Snapshots;
using Sightglass.Gateway.Status;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Loading;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Node;

/// <summary>
/// A gateway process: the proxy, its status listener, and either the Admin API or, on a data plane, the channel to the control plane with
/// the debug sessions it brings.
/// </summary>
public sealed class GatewayNode : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly SessionRegistry _sessions;
    private readonly TraceOutbox _outbox;
    private readonly Lookback? _lookback;
    private readonly List<Task> _running = [];
    private ClusterCredentials? _credentials;
    private ConfigurationReceiver? _receiver;
    private StatusServer? _status;
    private EntityStore? _entities;
    private AdminServer? _admin;

    private GatewayNode(GatewayHost host, SessionRegistry sessions, TraceOutbox outbox, Lookback? lookback)
    {
        _lookback = lookback;
        Host = host;
        _sessions = sessions;
        _outbox = outbox;
    }

    /// <summary>Where the proxy listens.</summary>
    public ImmutableArray<IPEndPoint> ProxyAddresses => Host.Addresses;

    /// <summary>Where the status listener is; empty when it is off.</summary>
    public ImmutableArray<IPEndPoint> StatusAddresses => _status?.Addresses ?? [];

    /// <summary>Where the Admin API is; empty when it is off and on a data plane.</summary>
    public ImmutableArray<IPEndPoint> AdminAddresses => _admin?.Addresses ?? [];

    internal GatewayHost Host { get; }

    /// <exception cref="NodeStartException">A library cannot be used.</exception>
    private static ImmutableArray<Plugin> LoadLibraries(ImmutableArray<string> paths)
    {
        try
        {
            return PluginLibraries.Load(paths);
        }
        catch (PluginLibraryException e)
        {
            throw new NodeStartException($"plugin_libraries: {e.Message}", e);
        }
    }

    /// <summary>Starts the node.</summary>
    /// <param name="settings">What it is told.</param>
    /// <param name="plugins">The plugins that are shipped; the settings say which of them may be configured.</param>
    /// <param name="version">The product's version.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <param name="logLevels">The process's log level, for the Admin API to change; null when it cannot be changed.</param>
    /// <exception cref="NodeStartException">It cannot start; the message is for the operator.</exception>
    public static async Task<GatewayNode> StartAsync(
        GatewaySettings settings,
        ImmutableArray<Plugin> plugins,
        string version,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellationToken,
        LogLevelSwitch? logLevels = null)
    {
        plugins = EnabledPlugins.Select(settings.Plugins, plugins, LoadLibraries(settings.PluginLibraries));
        var schemas = new PluginSchemas(plugins.Select(plugin => plugin.ToSchema()));
        var validation = new ValidationOptions { Plugins = schemas, RouterFlavor = settings.RouterFlavor, Time = time };
        var initial = await InitialEntities.LoadAsync(settings, validation, cancellationToken);
        var outbox = new TraceOutbox();
        var lookback = LooksBack(settings) ? new Lookback(new FlightRecorder(settings.Tracing.DebugLookback, time), outbox, time) : null;
        var gate = new TracingGate { Active = lookback is not null };
        var sessions = new SessionRegistry(gate, time, loggers.CreateLogger<SessionRegistry>(), lookback);
        var tracing = new DebugTracing(sessions, outbox, new TraceRecorderPool(), lookback);
        try
        {
            var nodeId = NodeIdentity.Get(settings.Prefix, settings.NodeId);
            var options = GatewayOptionsFactory.Create(settings, nodeId, plugins, loggers, time) with
            {
                Configuration = initial.Configuration,
                RequestDebugToken = RequestDebugToken.Get(settings, loggers.CreateLogger<GatewayNode>()),
            };
            var host = await GatewayHost.StartAsync(options, tracing, gate, cancellationToken);
            var node = new GatewayNode(host, sessions, outbox, lookback);
            var metrics = new MetricsPage(host, options, sessions, outbox, version);
            try
            {
                if (settings.Role == GatewayRole.DataPlane)
                {
                    await node.AttachAsync(settings, nodeId, version, validation, loggers, time, cancellationToken);
                }

                else
                {
                    await node.AdministerAsync(settings, initial, options, schemas, version, metrics, logLevels, cancellationToken);
                }

                node._status = await StatusServer.StartAsync(settings.Listeners, host, metrics.Write, version, time, cancellationToken);
                return node;
            }
            catch
            {
                await node.DisposeAsync();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or SnapshotException or UnauthorizedAccessException or CryptographicException)
        {
            throw new NodeStartException(e.Message, e);
        }
    }

    /// <summary>Stops: no new requests, those in progress are finished, captured traces are given a moment to leave.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_admin is not null)
        {
            await _admin.DisposeAsync();
        }

        _entities?.Dispose();
        await Host.StopAsync();
        _sessions.Dispose();
        _lookback?.Dispose();
        _outbox.Complete();
        _stopping.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            // The uploader ends by itself when nothing is left; the link only when told to.
            if (_running is [var link, var uploader])
            {
                await uploader;
                await _stopping.CancelAsync();
                await link;
            }
        }
        finally
        {
            if (_status is not null)
            {
                await _status.DisposeAsync();
            }

            _receiver?.Dispose();
            _credentials?.Dispose();
            _stopping.Dispose();
            await Host.DisposeAsync();
        }
    }

    // Only where a session can ask for it: elsewhere recording every request would serve nobody.
    private static bool LooksBack(GatewaySettings settings) => settings is
    {
        Role: GatewayRole.DataPlane, Cluster.Rpc: true, Tracing: { ActiveTracing: true, DebugLookback.IsOff: false },
    };

    private async Task AdministerAsync(
        GatewaySettings settings,
        InitialEntities initial,
        GatewayOptions options,
        PluginSchemas schemas,
        string version,
        MetricsPage metrics,
        LogLevelSwitch? logLevels,
        CancellationToken cancellationToken)
    {
        var logger = options.LoggerFactory.CreateLogger<AdminServer>();
        var target = new GatewayHostTarget(Host);
        _entities = new EntityStore(initial.Entities, initial.File, target, logger);
        var services = new AdminServices
        {
            Node = new NodeFacts
            {
                NodeId = options.NodeId,
                Hostname = options.Hostname,
                ProductVersion = version,
                ServerToken = options.ServerToken,
                Plugins = schemas,
                Settings = settings.Effective,
            },
            Target = target,
            Store = _entities,
            Logger = logger,
            Time = options.Time,
            Plugins = options.Plugins,
            Health = new HostUpstreamHealth(Host),
            LogLevels = logLevels,
            Metrics = metrics.Write,
        };
        _admin = await AdminServer.StartAsync(
            new AdminServerOptions
            {
                Listeners = settings.Listeners.Admin,
                Certificates = settings.Listeners.AdminCertificates,
                TlsVersions = options.TlsVersions,
                MaxBodySize = settings.Client.AdminMaxBodySize,
                Headers = settings.Responses.Headers,
            },
            services,
            cancellationToken);
    }

    private async Task AttachAsync(
        GatewaySettings settings,
        Guid nodeId,
        string version,
        ValidationOptions validation,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var cluster = settings.Cluster;
        var controlPlane = cluster.ControlPlane!;
        var telemetry = cluster.TelemetryEndpoint ?? new HostAndPort(controlPlane.Host, 8006);
        var options = new ControlPlaneLinkOptions
        {
            NodeId = nodeId,
            Hostname = Environment.MachineName,
            Version = version,
            ControlPlane = (controlPlane.Host, controlPlane.Port),
            ServerName = cluster.ServerName,
            Telemetry = (telemetry.Host, telemetry.Port),
            TelemetryServerName = cluster.TelemetryServerName,
            ActiveTracing = settings.Tracing.ActiveTracing,
            MaxPayload = cluster.MaxPayload,
            Lookback = LooksBack(settings),
        };
        _credentials = ClusterCredentials.FromPem(cluster.Certificate!.Load(), cluster.Key!.Load(), cluster.Authority?.Load());
        _receiver = new ConfigurationReceiver(
            validation, Host.ApplyAsync, new LastConfiguration(settings.Prefix), loggers.CreateLogger<ConfigurationReceiver>());
        await _receiver.RestoreAsync(cancellationToken);
        if (!cluster.Rpc)
        {
            return;
        }

        var link = new ControlPlaneLink.ControlPlaneLink(
            options, _credentials, _receiver, _sessions, time, loggers.CreateLogger<ControlPlaneLink.ControlPlaneLink>());
        var uploader = new TraceUploader(
            options, _credentials, () => link.ControlPlaneId, _outbox, _sessions, time, loggers.CreateLogger<TraceUploader>());
        _running.Add(Task.Run(() => link.RunAsync(_stopping.Token), CancellationToken.None));
        _running.Add(Task.Run(() => uploader.RunAsync(_stopping.Token), CancellationToken.None));
    }
}
