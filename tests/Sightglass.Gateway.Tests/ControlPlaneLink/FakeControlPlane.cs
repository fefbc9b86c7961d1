using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Sightglass.Cluster;
using Sightglass.Cluster.Messages;
using Sightglass.Cluster.Rpc;
using Sightglass.Gateway.Tests.Upstream;

namespace Sightglass.Gateway.Tests.ControlPlaneLink;

/// <summary>The control plane's end of the channel, on the wire.</summary>
internal sealed class FakeControlPlane : IAsyncDisposable
{
    public static readonly Guid Id = Guid.Parse("7d3c8f4e-64d3-4c1f-9a3a-1f4be8a2d9c1");

    private readonly WebApplication _app;

    private FakeControlPlane(WebApplication app) => _app = app;

    public int Port { get; private set; }

    /// <summary>Why nodes are not let in; null to let them in.</summary>
    public volatile string? Refusal;

    /// <summary>The sessions that nodes are told run.</summary>
    public ImmutableArray<Guid> ActiveSessions { get; set; } = [];

    public ConcurrentQueue<RpcConnection> Connections { get; } = new();

    public ConcurrentQueue<HelloParams> Hellos { get; } = new();

    public ConcurrentQueue<HeartbeatParams> Heartbeats { get; } = new();

    public ConcurrentQueue<SessionEndedParams> Ended { get; } = new();

    /// <summary>How many more ends are heard without being acknowledged: the connection is lost instead.</summary>
    public int EndsToLose;

    /// <summary>Knocks that were turned away.</summary>
    public int Refused;

    public static async Task<FakeControlPlane> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        var certificate = TestCertificates.Issue("localhost");
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.AllowAnyClientCertificate();
            })));
        var app = builder.Build();
        var controlPlane = new FakeControlPlane(app);
        app.UseWebSockets();
        app.Run(controlPlane.AcceptAsync);
        await app.StartAsync();
        controlPlane.Port = new Uri(app.Urls.Single()).Port;
        return controlPlane;
    }

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(hurry.Token);
        await _app.DisposeAsync();
    }

    private async Task AcceptAsync(HttpContext context)
    {
        if (Refusal is { } reason)
        {
            context.Response.Headers[ClusterProtocol.RefusedReasonHeader] = reason;
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            Interlocked.Increment(ref Refused);
            return;
        }

        Assert.Equal(ClusterProtocol.RpcPath, context.Request.Path);
        var socket = await context.WebSockets.AcceptWebSocketAsync(ClusterProtocol.SubProtocol);
        var dispatcher = new RpcDispatcher()
            .On(ClusterMethods.Hello, (hello, _) =>
            {
                Hellos.Enqueue(hello);
                return Task.FromResult(new HelloResult { ControlPlaneId = Id, HeartbeatSeconds = 3_600, ActiveSessionIds = ActiveSessions });
            })
            .On(ClusterMethods.Heartbeat, (beat, _) =>
            {
                Heartbeats.Enqueue(beat);
                return Task.FromResult(new HeartbeatResult());
            })
            .On(ClusterMethods.SessionEnded, (ended, _) =>
            {
                Ended.Enqueue(ended);
                if (Interlocked.Decrement(ref EndsToLose) >= 0)
                {
                    socket.Abort();
                }

                return Task.FromResult(new Acknowledgement());
            });
        await using var connection = new RpcConnection(socket, dispatcher);
        Connections.Enqueue(connection);
        await connection.RunAsync(context.RequestAborted);
    }
}
