using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using Sightglass.Cluster;
using Sightglass.Cluster.Connect;
using Sightglass.Cluster.Messages;
using Sightglass.Cluster.Rpc;
using Sightglass.ControlPlane.Pki;
using Sightglass.Tracing.Codec;

namespace Sightglass.ControlPlane.Tests.Fakes;

/// <summary>A node as the control plane sees one: real sockets, real TLS, the real channel; what it answers is the test's.</summary>
internal sealed class FakeNode(TestControlPlane plane, EnrolledNode enrolled) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, NodeSession> _sessions = new();
    private readonly ClusterCredentials _credentials = ClusterCredentials.Load(enrolled.CertificateFile, enrolled.KeyFile, enrolled.AuthorityFile);
    private RpcConnection? _connection;

    public Guid Id { get; set; } = Guid.NewGuid();

    public ImmutableArray<string> Capabilities { get; set; } = [Sightglass.Cluster.Capabilities.DebugTraces];

    public string ConfigHash { get; set; } = new('0', 32);

    /// <summary>How the node answers a session; accepts by default.</summary>
    public Func<SessionSpec, Task<SessionStartResult>> OnStart { get; set; } = _ => Task.FromResult(new SessionStartResult { Accepted = true });

    /// <summary>Traces a session still has to deliver when it is stopped.</summary>
    public int PendingAtStop { get; set; }

    public Func<ConfigUpdateParams, ConfigUpdateResult>? OnConfig { get; set; }

    public HelloResult? Hello { get; private set; }

    public Task<string> Closed => _connection!.Closed;

    public ConcurrentQueue<ConfigUpdateParams> Configurations { get; } = new();

    public ConcurrentQueue<SessionStopParams> Stops { get; } = new();

    public ConcurrentQueue<SessionSpec> Specs { get; } = new();

    public string ServerName { get; set; } = enrolled.ServerName;

    public string TelemetryServerName { get; set; } = enrolled.TelemetryServerName;

    public async Task ConnectAsync()
    {
        var endPoint = plane.Addresses.Cluster;
        var socket = await ClusterDialer.ConnectAsync(endPoint.Address.ToString(), endPoint.Port, ServerName, _credentials);
        _connection = new RpcConnection(socket, Dispatcher());
        _ = _connection.RunAsync(CancellationToken.None);
        Hello = await _connection.CallAsync(ClusterMethods.Hello, new HelloParams
        {
            NodeId = Id,
            Hostname = "fake",
            Version = "0.1.0",
            Capabilities = Capabilities,
            ConfigHash = ConfigHash,
        });
        foreach (var gone in _sessions.Keys.Except(Hello.ActiveSessionIds))
        {
            _sessions.TryRemove(gone, out _);
        }

        await BeatAsync();
    }

    public NodeSession Session(Guid id) => _sessions[id];

    public bool Has(Guid id) => _sessions.ContainsKey(id);

    /// <summary>A heartbeat with what the sessions are at.</summary>
    public Task BeatAsync() => _connection!.CallAsync(ClusterMethods.Heartbeat, new HeartbeatParams
    {
        ConfigHash = ConfigHash,
        Sessions = [.. _sessions.Select(entry => entry.Value.Progress(entry.Key))],
    });

    public Task SayEndedAsync(Guid session, string reason = "stopped") => _connection!.CallAsync(
        ClusterMethods.SessionEnded,
        new SessionEndedParams { SessionId = session, Reason = reason, Recorded = _sessions[session].Recorded, Dropped = _sessions[session].Dropped });

    /// <summary>What a node does with a matching request: records and uploads while the share lasts, asking for more when it is used up.</summary>
    public async Task<bool> RecordAsync(Guid session)
    {
        var state = _sessions[session];
        var taken = state.TryTake();
        if (taken)
        {
            await UploadAsync(Traces.Create(nodeId: Id.ToString()).For(session));
        }

        if (state.Recorded >= state.Share && !state.Stopped)
        {
            await BeatAsync();
        }

        return taken;
    }

    /// <summary>Records until the session is stopped or has this many of the node's traces.</summary>
    public async Task RecordManyAsync(Guid session, int count)
    {
        var state = _sessions[session];
        while (state.Recorded < count && !state.Stopped)
        {
            if (!await RecordAsync(session))
            {
                await Eventually.TrueAsync(() => state.Stopped || state.Recorded < state.Share, "the node gets a share");
            }
        }
    }

    public async Task<HttpStatusCode> UploadAsync(params TraceEnvelope[] traces)
    {
        using var response = await PostAsync(OtlpTraces.Encode(traces));
        return response.StatusCode;
    }

    public async Task<HttpResponseMessage> PostAsync(byte[] body, string type = "application/x-protobuf", string? encoding = null, string path = ClusterProtocol.TracesPath)
    {
        var endPoint = plane.Addresses.Telemetry;
        using var handler = _credentials.CreateHandler(endPoint.Address.ToString(), endPoint.Port);
        using var client = new HttpClient(handler) { BaseAddress = new Uri($"https://{TelemetryServerName}:{endPoint.Port}") };
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return await client.PostAsync(path, content);
    }

    /// <summary>Goes without a word.</summary>
    public async Task VanishAsync() => await _connection!.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        _credentials.Dispose();
    }

    private RpcDispatcher Dispatcher() => new RpcDispatcher()
        .On(ClusterMethods.SessionStart, async (spec, _) =>
        {
            Specs.Enqueue(spec);
            var answer = await OnStart(spec);
            if (answer.Accepted)
            {
                _sessions.GetOrAdd(spec.Id, _ => new NodeSession()).SetShare(spec.TraceShare);
            }

            return answer;
        })
        .On(ClusterMethods.SessionStop, (stop, _) =>
        {
            Stops.Enqueue(stop);
            if (_sessions.TryGetValue(stop.SessionId, out var session))
            {
                session.Stopped = true;
                return Task.FromResult(new SessionStopResult { Recorded = session.Recorded, Dropped = session.Dropped, Pending = PendingAtStop });
            }

            return Task.FromResult(new SessionStopResult { Recorded = 0, Dropped = 0, Pending = 0 });
        })
        .On(ClusterMethods.SessionShare, (share, _) => Task.FromResult(_sessions[share.SessionId].SetShare(share.TraceShare)))
        .On(ClusterMethods.ConfigUpdate, (update, _) =>
        {
            Configurations.Enqueue(update);
            var result = OnConfig?.Invoke(update) ?? new ConfigUpdateResult { Hash = update.Hash };
            ConfigHash = result.Hash;
            return Task.FromResult(result);
        });
}
