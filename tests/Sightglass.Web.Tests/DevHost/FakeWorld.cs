using Sightglass.Cluster.Messages;
using Sightglass.ControlPlane.Debugger;
using Sightglass.Web.Tests.Samples;

namespace Sightglass.Web.Tests.DevHost;

/// <summary>All the fake services together, empty or with a demonstration in them.</summary>
internal sealed class FakeWorld(TimeProvider time)
{
    public static readonly Guid Running = Guid.Parse("0e000000-0000-4000-8000-000000000001");
    public static readonly Guid Waiting = Guid.Parse("0e000000-0000-4000-8000-000000000002");
    public static readonly Guid Done = Guid.Parse("0e000000-0000-4000-8000-000000000003");
    public static readonly Guid NoNodes = Guid.Parse("0e000000-0000-4000-8000-000000000004");

    /// <summary>Number of the trace with 10,000 spans.</summary>
    public const int Enormous = 1000;

    public TimeProvider Time => time;

    public FakeAccess Access { get; } = new();

    public FakeControlPlanes Planes { get; } = FakeControlPlanes.CreateDemo(time.GetUtcNow());

    public FakeDebugSessions Sessions { get; } = new(time);

    public static FakeWorld CreateDemo(TimeProvider time)
    {
        var world = new FakeWorld(time);
        var running = world.Add(Running, "payments failing", SessionState.InProgress, -95, new Sampling
        {
            ServiceIds = [SampleWorld.PaymentsService, SampleWorld.OrdersService],
            Expression = "http.method == POST || http.response.status_code >= 200 && http.host != \"internal\"",
        });
        world.Fill(running, 64);
        running.Add(SampleTraces.Enormous(Enormous, world.Nanoseconds(-5)));
        running.Change(s => s with
        {
            DroppedCount = 12,
            DataPlaneNodes =
            [
                new DataPlaneNode(SampleWorld.Node1, "3.14.0", DataPlaneNodeState.Active, null),
                new DataPlaneNode(SampleWorld.Node2, "3.14.0", DataPlaneNodeState.Disconnected, "Lost 12 s ago; goes on by its own clock."),
                new DataPlaneNode(SampleWorld.OldNode, "3.8.0", DataPlaneNodeState.Unsupported, "Traces need 3.9.1 or newer."),
            ],
        });
        world.Add(Waiting, "first look", SessionState.InProgress, -8, new Sampling { RouteIds = [SampleWorld.PaymentsRoute], Rate = 0.1 });
        world.Fill(world.Add(Done, "slow inventory", SessionState.Completed, -8_000, new Sampling { Expression = "proxy.kong.latency_total_ms >= 1000" }), 9);
        world.Add(NoNodes, "cluster check", SessionState.TimedOut, -90_000, new Sampling());
        return world;
    }

    /// <summary>Adds a session that was created so many seconds ago (negative).</summary>
    public FakeSession Add(Guid id, string name, SessionState state, int seconds, Sampling sampling)
    {
        var created = time.GetUtcNow().AddSeconds(seconds);
        var ended = state is not (SessionState.Pending or SessionState.InProgress);
        return Sessions.Add(SampleWorld.Plane, new DebugSession
        {
            Id = id,
            Name = name,
            DurationSeconds = 300,
            MaxTraces = 200,
            Sampling = sampling,
            Capture = CaptureSpec.TracesOnly,
            MaskingRules = MaskingRules.None,
            RetentionDays = 7,
            State = state,
            EndReason = state switch { SessionState.Completed => EndReason.Duration, SessionState.TimedOut => EndReason.NoNodes, SessionState.Cancelled => EndReason.Stopped, _ => null },
            CreatedBy = FakeAccess.UserName,
            CreatedAt = created,
            StartedAt = state == SessionState.TimedOut ? null : created.AddSeconds(1),
            EndedAt = ended ? created.AddSeconds(301) : null,
            ExpiresAt = created.AddDays(7),
            DataPlaneNodes = state == SessionState.TimedOut ? [] : [new DataPlaneNode(SampleWorld.Node1, "3.14.0", ended ? DataPlaneNodeState.Ended : DataPlaneNodeState.Active, null)],
        });
    }

    public long Nanoseconds(double secondsFromNow) => (time.GetUtcNow().AddSeconds(secondsFromNow) - DateTimeOffset.UnixEpoch).Ticks * 100;

    private void Fill(FakeSession session, int traces)
    {
        for (var i = 1; i <= traces; i++)
        {
            var start = Nanoseconds(-90 + (i * 1.3));
            session.Add((i % 11) switch
            {
                3 => SampleTraces.Unreachable(i, start),
                5 => SampleTraces.Refused(i, start),
                7 => SampleTraces.Retried(i, start),
                8 => SampleTraces.UpstreamError(i, start),
                9 => SampleTraces.NoRoute(i, start),
                10 => SampleTraces.PluginFailed(i, start),
                _ => SampleTraces.Fine(i, start, 1 + ((i * 7 % 5) * 2.3)),
            });
        }
    }
}
