using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Sightglass.Cluster.Messages;
using Sightglass.Cluster.Rpc;

namespace Sightglass.Cluster.Tests.Rpc;

public sealed class RpcConnectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private SocketPair _pair = null!;

    public async ValueTask InitializeAsync() => _pair = await SocketPair.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _pair.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task CallAsync_BothDirectionsAtOnce_EachGetsItsAnswer()
    {
        var (client, server) = Start(
            new RpcDispatcher().On(ClusterMethods.SessionShare, (p, _) => Task.FromResult(new SessionShareResult { TraceShare = p.TraceShare, Recorded = 1 })),
            new RpcDispatcher().On(ClusterMethods.Heartbeat, (p, _) => Task.FromResult(new HeartbeatResult
            {
                Shares = [new SessionShareParams { SessionId = p.Sessions[0].Id, TraceShare = p.Sessions[0].Recorded + 1 }],
            })));

        var calls = Enumerable.Range(0, 40).Select(async i =>
        {
            var id = Guid.NewGuid();
            var beat = await client.CallAsync(ClusterMethods.Heartbeat, Beat(id, i));
            var share = await server.CallAsync(ClusterMethods.SessionShare, new SessionShareParams { SessionId = id, TraceShare = i });
            return (beat.Shares[0].SessionId == id, beat.Shares[0].TraceShare - 1, share.TraceShare);
        });

        var results = await Task.WhenAll(calls).WaitAsync(Patience);
        Assert.All(results.Select((r, i) => (r, i)), x => Assert.Equal((true, x.i, x.i), x.r));
    }

    [Fact]
    public async Task CallAsync_HandlerCallsBack_DoesNotDeadlock()
    {
        RpcConnection? server = null;
        var (client, made) = Start(
            new RpcDispatcher().On(ClusterMethods.SessionShare, (p, _) => Task.FromResult(new SessionShareResult { TraceShare = 5, Recorded = 3 })),
            new RpcDispatcher().On(ClusterMethods.Heartbeat, async (p, ct) =>
            {
                var share = await server!.CallAsync(ClusterMethods.SessionShare, new SessionShareParams { SessionId = p.Sessions[0].Id, TraceShare = 1 }, cancellationToken: ct);
                return new HeartbeatResult { Shares = [new SessionShareParams { SessionId = p.Sessions[0].Id, TraceShare = share.TraceShare }] };
            }));
        server = made;

        var result = await client.CallAsync(ClusterMethods.Heartbeat, Beat(Guid.NewGuid(), 0)).WaitAsync(Patience);

        Assert.Equal(5, result.Shares[0].TraceShare);
    }

    [Fact]
    public async Task CallAsync_UnknownMethod_IsAnError()
    {
        var (client, _) = Start(new RpcDispatcher(), new RpcDispatcher());

        var error = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync(ClusterMethods.Heartbeat, Beat(Guid.NewGuid(), 0)).WaitAsync(Patience));

        Assert.Equal(RpcErrorCode.MethodNotFound, error.Code);
    }

    [Fact]
    public async Task CallAsync_HandlerThrows_SaysNoDetails()
    {
        var (client, _) = Start(new RpcDispatcher(), new RpcDispatcher().On<HeartbeatParams, HeartbeatResult>(
            ClusterMethods.Heartbeat, (_, _) => throw new InvalidOperationException("secret path")));

        var error = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync(ClusterMethods.Heartbeat, Beat(Guid.NewGuid(), 0)).WaitAsync(Patience));

        Assert.Equal(RpcErrorCode.InternalError, error.Code);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAsync_HandlerRefuses_CodeAndTextArrive()
    {
        var (client, _) = Start(new RpcDispatcher(), new RpcDispatcher().On<HeartbeatParams, HeartbeatResult>(
            ClusterMethods.Heartbeat, (_, _) => throw new RpcException(RpcErrorCode.Refused, "say hello first")));

        var error = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync(ClusterMethods.Heartbeat, Beat(Guid.NewGuid(), 0)).WaitAsync(Patience));

        Assert.Equal((RpcErrorCode.Refused, "say hello first"), (error.Code, error.Message));
    }

    [Fact]
    public async Task CallAsync_NoAnswer_TimesOutAndLaterCallsWork()
    {
        var release = new TaskCompletionSource();
        var first = true;
        var (client, _) = Start(new RpcDispatcher(), new RpcDispatcher().On(ClusterMethods.Heartbeat, async (_, _) =>
        {
            if (first)
            {
                first = false;
                await release.Task;
            }

            return new HeartbeatResult();
        }));

        await Assert.ThrowsAsync<TimeoutException>(() => client.CallAsync(ClusterMethods.Heartbeat, Beat(Guid.NewGuid(), 0), TimeSpan.FromMilliseconds(50)));
        release.SetResult();
        await client.CallAsync(ClusterMethods.Heartbeat, Beat(Guid.NewGuid(), 0)).WaitAsync(Patience);
    }

    [Fact]
    public async Task CallAsync_ConnectionEnds_Fails()
    {
        var entered = new TaskCompletionSource();
        var (client, server) = Start(new RpcDispatcher(), new RpcDispatcher().On(ClusterMethods.Heartbeat, async (_, ct) =>
        {
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
            return new HeartbeatResult();
        }));

        var call = client.CallAsync(ClusterMethods.Heartbeat, Beat(Guid.NewGuid(), 0));
        await entered.Task.WaitAsync(Patience);
        await server.CloseAsync("going away");

        var error = await Assert.ThrowsAsync<RpcClosedException>(() => call.WaitAsync(Patience));
        Assert.Contains("going away", error.Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RpcClosedException>(() => client.CallAsync(ClusterMethods.Heartbeat, Beat(Guid.NewGuid(), 0)).WaitAsync(Patience));
    }

    [Fact]
    public async Task CallAsync_MoreThanMayWait_IsRefusedHere()
    {
        var release = new TaskCompletionSource();
        var (client, _) = Start(
            new RpcDispatcher(),
            new RpcDispatcher().On(ClusterMethods.Heartbeat, async (_, _) =>
            {
                await release.Task;
                return new HeartbeatResult();
            }),
            new RpcConnectionOptions { MaxPendingCalls = 2 });

        var waiting = new[] { client.CallAsync(ClusterMethods.Heartbeat, Beat(Guid.NewGuid(), 0)), client.CallAsync(ClusterMethods.Heartbeat, Beat(Guid.NewGuid(), 0)) };
        var error = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync(ClusterMethods.Heartbeat, Beat(Guid.NewGuid(), 0)).WaitAsync(Patience));
        release.SetResult();

        Assert.Equal(RpcErrorCode.Overloaded, error.Code);
        await Task.WhenAll(waiting).WaitAsync(Patience);
    }

    [Fact]
    public async Task RunAsync_TooManyRequestsAtOnce_OneMoreIsAnsweredOverloaded()
    {
        var release = new TaskCompletionSource();
        var (client, _) = Start(
            new RpcDispatcher(),
            new RpcDispatcher().On(ClusterMethods.Heartbeat, async (_, _) =>
            {
                await release.Task;
                return new HeartbeatResult();
            }),
            serverOptions: new RpcConnectionOptions { MaxConcurrentRequests = 1 });

        var waiting = client.CallAsync(ClusterMethods.Heartbeat, Beat(Guid.NewGuid(), 0));
        var error = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync(ClusterMethods.Heartbeat, Beat(Guid.NewGuid(), 0)).WaitAsync(Patience));
        release.SetResult();

        Assert.Equal(RpcErrorCode.Overloaded, error.Code);
        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public async Task RunAsync_MessageOverTheLimit_ClosesWithTooBig()
    {
        var server = new RpcConnection(_pair.Server, new RpcDispatcher(), new RpcConnectionOptions { MaxMessageBytes = 50_000 });
        var running = server.RunAsync(CancellationToken.None);

        await _pair.Client.SendAsync(new byte[60_000], WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await _pair.Client.ReceiveAsync(new byte[100], CancellationToken.None).WaitAsync(Patience);

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, _pair.Client.CloseStatus);
        Assert.Contains("50000", await running.WaitAsync(Patience), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_MessageAtTheLimitInManyFrames_Arrives()
    {
        var server = new RpcConnection(
            _pair.Server,
            new RpcDispatcher().On(ClusterMethods.ConfigUpdate, (p, _) => Task.FromResult(new ConfigUpdateResult { Hash = p.Hash, Errors = [new ConfigError("", p.Config!.Value.GetProperty("pad").GetString()!.Length.ToString())] })),
            new RpcConnectionOptions { MaxMessageBytes = 100_000 });
        var running = server.RunAsync(CancellationToken.None);
        var text = """{"jsonrpc":"2.0","id":1,"method":"config.update","params":{"hash":"h","config":{"pad":"PAD"}}}""";
        var pad = 100_000 - (text.Length - 3);
        var bytes = Encoding.UTF8.GetBytes(text.Replace("PAD", new string('x', pad), StringComparison.Ordinal));
        Assert.Equal(100_000, bytes.Length);

        for (var at = 0; at < bytes.Length; at += 7_001)
        {
            var part = bytes.AsMemory(at, Math.Min(7_001, bytes.Length - at));
            await _pair.Client.SendAsync(part, WebSocketMessageType.Text, at + part.Length == bytes.Length, CancellationToken.None);
        }

        using var answer = await ReceiveAsync();
        Assert.Equal(pad.ToString(), answer.RootElement.GetProperty("result").GetProperty("errors")[0].GetProperty("message").GetString());
        await server.DisposeAsync();
        await running.WaitAsync(Patience);
    }

    [Theory]
    [InlineData("{", RpcErrorCode.ParseError)]
    [InlineData("[]", RpcErrorCode.InvalidRequest)]
    [InlineData("""{"id":1,"method":"heartbeat"}""", RpcErrorCode.InvalidRequest)]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"heartbeat"}""", RpcErrorCode.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":7}""", RpcErrorCode.MethodNotFound)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"heartbeat"}""", RpcErrorCode.InvalidParams)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"heartbeat","params":[1]}""", RpcErrorCode.InvalidParams)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"heartbeat","params":{"config_hash":3}}""", RpcErrorCode.InvalidParams)]
    public async Task RunAsync_BadMessage_AnswersErrorAndGoesOn(string message, int code)
    {
        var server = new RpcConnection(_pair.Server, new RpcDispatcher().On(ClusterMethods.Heartbeat, (_, _) => Task.FromResult(new HeartbeatResult())));
        var running = server.RunAsync(CancellationToken.None);

        await SendAsync(message);
        using var refused = await ReceiveAsync();
        await SendAsync("""{"jsonrpc":"2.0","id":"still here","method":"heartbeat","params":{"config_hash":"0"}}""");
        using var good = await ReceiveAsync();

        Assert.Equal(code, refused.RootElement.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal("still here", good.RootElement.GetProperty("id").GetString());
        Assert.True(good.RootElement.TryGetProperty("result", out _));
        await server.DisposeAsync();
        await running.WaitAsync(Patience);
    }

    [Fact]
    public async Task RunAsync_Notification_IsHandledAndNotAnswered()
    {
        var seen = new TaskCompletionSource<string>();
        var server = new RpcConnection(_pair.Server, new RpcDispatcher().On(ClusterMethods.Heartbeat, (p, _) =>
        {
            seen.TrySetResult(p.ConfigHash);
            return Task.FromResult(new HeartbeatResult());
        }));
        var running = server.RunAsync(CancellationToken.None);

        await SendAsync("""{"jsonrpc":"2.0","method":"heartbeat","params":{"config_hash":"n"}}""");
        Assert.Equal("n", await seen.Task.WaitAsync(Patience));
        await SendAsync("""{"jsonrpc":"2.0","id":2,"method":"heartbeat","params":{"config_hash":"r"}}""");
        using var answer = await ReceiveAsync();

        Assert.Equal(2, answer.RootElement.GetProperty("id").GetInt32());
        await server.DisposeAsync();
        await running.WaitAsync(Patience);
    }

    [Fact]
    public async Task RunAsync_PeerVanishes_EndsAndCancelsHandlers()
    {
        var entered = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        var server = new RpcConnection(_pair.Server, new RpcDispatcher().On(ClusterMethods.Heartbeat, async (_, ct) =>
        {
            await using var registration = ct.Register(() => cancelled.SetResult());
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
            return new HeartbeatResult();
        }));
        var running = server.RunAsync(CancellationToken.None);

        await SendAsync("""{"jsonrpc":"2.0","id":2,"method":"heartbeat","params":{"config_hash":"r"}}""");
        await entered.Task.WaitAsync(Patience);
        _pair.Client.Abort();

        Assert.StartsWith("lost", await running.WaitAsync(Patience), StringComparison.Ordinal);
        await cancelled.Task.WaitAsync(Patience);
    }

    private static HeartbeatParams Beat(Guid session, int recorded) => new()
    {
        ConfigHash = "0",
        Sessions = [new SessionProgress { Id = session, Recorded = recorded, Dropped = 0, State = SessionNodeState.Active }],
    };

    private (RpcConnection Client, RpcConnection Server) Start(
        RpcDispatcher clientSide,
        RpcDispatcher serverSide,
        RpcConnectionOptions? clientOptions = null,
        RpcConnectionOptions? serverOptions = null)
    {
        var client = new RpcConnection(_pair.Client, clientSide, clientOptions);
        var server = new RpcConnection(_pair.Server, serverSide, serverOptions);
        _ = client.RunAsync(CancellationToken.None);
        _ = server.RunAsync(CancellationToken.None);
        return (client, server);
    }

    private Task SendAsync(string text) =>
        _pair.Client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private async Task<JsonDocument> ReceiveAsync()
    {
        var buffer = new byte[65_536];
        var read = await _pair.Client.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Patience);
        Assert.True(read.EndOfMessage);
        return JsonDocument.Parse(buffer.AsMemory(0, read.Count));
    }
}
