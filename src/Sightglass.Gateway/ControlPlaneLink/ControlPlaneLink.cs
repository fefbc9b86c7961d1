using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using Sightglass.Cluster;
using Sightglass.Cluster.Connect;
using Sightglass.Cluster.Messages;
using Sightglass.Cluster.Rpc;
using Sightglass.Gateway.Debugging;

namespace Sightglass.Gateway.ControlPlaneLink;

/// <summary>
/// The node's end of the channel: dials, says hello, takes configurations and sessions, sends heartbeats, and dials again when the
/// connection is lost. Traffic is served with or without it.
/// </summary>
internal sealed partial class ControlPlaneLink(
    ControlPlaneLinkOptions options,
    ClusterCredentials credentials,
    IConfigurationReceiver receiver,
    SessionRegistry sessions,
    TimeProvider time,
    ILogger<ControlPlaneLink> logger) : IDisposable
{
    private readonly SemaphoreSlim _nudge = new(0, 1);

    /// <summary>Whether the node is connected and has been let in.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>The control plane that let the node in last.</summary>
    public Guid? ControlPlaneId { get; private set; }

    public void Dispose() => _nudge.Dispose();

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        sessions.Changed += Nudge;
        var backoff = new Backoff(options.FirstPause, options.LongestPause);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                // Off the event loop: a handshake and a configuration are more than it should wait for.
                await Task.Yield();
                await ConnectOnceAsync(backoff, cancellationToken);
                await Task.Delay(backoff.Next(), time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
        finally
        {
            sessions.Changed -= Nudge;
        }
    }

    private async Task ConnectOnceAsync(Backoff backoff, CancellationToken cancellationToken)
    {
        try
        {
            var bounds = RpcConnectionOptions.Default with { MaxMessageBytes = options.MaxPayload };
            var socket = await ClusterDialer.ConnectAsync(
                options.ControlPlane.Host, options.ControlPlane.Port, options.ServerName, credentials, bounds, cancellationToken);
            await using var connection = new RpcConnection(socket, Dispatcher(), bounds, time, logger);
            var known = sessions.Known;
            var running = connection.RunAsync(cancellationToken);
            var hello = await connection.CallAsync(ClusterMethods.Hello, Hello(), cancellationToken: cancellationToken);
            ControlPlaneId = hello.ControlPlaneId;
            IsConnected = true;
            backoff.Reset();
            Connected(logger, options.ControlPlane.Host, options.ControlPlane.Port, hello.ControlPlaneId);
            sessions.KeepOnly(hello.ActiveSessionIds, known);

            var beating = HeartbeatsAsync(connection, TimeSpan.FromSeconds(hello.HeartbeatSeconds), cancellationToken);
            var reason = await running;
            IsConnected = false;
            Nudge();
            await beating;
            cancellationToken.ThrowIfCancellationRequested();
            Disconnected(logger, reason);
        }
        catch (ClusterRefusedException e)
        {
            Refused(logger, options.ControlPlane.Host, options.ControlPlane.Port, e.Reason);
        }
        catch (Exception e) when (e is WebSocketException or RpcException or RpcClosedException or TimeoutException or IOException)
        {
            Unreachable(logger, options.ControlPlane.Host, options.ControlPlane.Port, e.Message);
        }
        finally
        {
            IsConnected = false;
        }
    }

    private HelloParams Hello() => new()
    {
        NodeId = options.NodeId,
        Hostname = options.Hostname,
        Version = options.Version,
        Capabilities = options.NodeCapabilities,
        ConfigHash = receiver.Hash,
    };

    private RpcDispatcher Dispatcher()
    {
        var dispatcher = new RpcDispatcher();
        dispatcher.On(ClusterMethods.ConfigUpdate, receiver.ReceiveAsync);
        dispatcher.On(ClusterMethods.SessionStart, async (spec, _) =>
        {
            // Off the event loop: looking back is work.
            await Task.Yield();
            return options.ActiveTracing
                ? sessions.Start(spec)
                : new SessionStartResult { Accepted = false, Reason = "active_tracing is off on this node" };
        });
        dispatcher.On(ClusterMethods.SessionStop, (stop, _) => Task.FromResult(sessions.Stop(stop.SessionId, stop.Reason)));
        dispatcher.On(ClusterMethods.SessionShare, (share, _) => Task.FromResult(sessions.SetShare(share)));
        return dispatcher;
    }

    /// <summary>A heartbeat every interval, and at once when a session has news.</summary>
    private async Task HeartbeatsAsync(RpcConnection connection, TimeSpan interval, CancellationToken cancellationToken)
    {
        try
        {
            while (!connection.Closed.IsCompleted)
            {
                await SendNewsAsync(connection, cancellationToken);
                using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var tick = Task.Delay(interval, time, pause.Token);
                var nudge = _nudge.WaitAsync(pause.Token);
                await Task.WhenAny(tick, nudge, connection.Closed);
                await pause.CancelAsync();
            }
        }
        catch (Exception e) when (e is RpcException or RpcClosedException or TimeoutException or OperationCanceledException)
        {
            // The read loop says why the connection ended; a beat that got no answer ends it.
            await connection.CloseAsync("heartbeat failed");
        }
    }

    private async Task SendNewsAsync(RpcConnection connection, CancellationToken cancellationToken)
    {
        var beat = new HeartbeatParams { ConfigHash = receiver.Hash, Sessions = sessions.Progress() };
        var answer = await connection.CallAsync(ClusterMethods.Heartbeat, beat, cancellationToken: cancellationToken);
        foreach (var share in answer.Shares)
        {
            sessions.SetShare(share);
        }

        foreach (var ended in sessions.Ended())
        {
            await connection.CallAsync(ClusterMethods.SessionEnded, ended, cancellationToken: cancellationToken);
            sessions.Forget(ended.SessionId);
        }
    }

    private void Nudge()
    {
        try
        {
            _nudge.Release();
        }
        catch (SemaphoreFullException)
        {
            // One is waiting to be seen already.
        }
    }

    [LoggerMessage(EventId = 1721, Level = LogLevel.Information, Message = "Connected to the control plane at {Host}:{Port}, id {ControlPlane}")]
    private static partial void Connected(ILogger logger, string host, int port, Guid controlPlane);

    [LoggerMessage(EventId = 1722, Level = LogLevel.Warning, Message = "The control plane is away ({Reason}); serving on by the last configuration")]
    private static partial void Disconnected(ILogger logger, string reason);

    [LoggerMessage(EventId = 1723, Level = LogLevel.Error, Message = "The control plane at {Host}:{Port} does not let this node in: {Reason}")]
    private static partial void Refused(ILogger logger, string host, int port, string reason);

    [LoggerMessage(EventId = 1724, Level = LogLevel.Warning, Message = "The control plane at {Host}:{Port} cannot be reached: {Reason}")]
    private static partial void Unreachable(ILogger logger, string host, int port, string reason);
}
