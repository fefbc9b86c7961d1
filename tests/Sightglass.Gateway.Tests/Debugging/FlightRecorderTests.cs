using System.Net;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Debugging;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Tests.Debugging;

public sealed class FlightRecorderTests
{
    private static readonly RequestFacts Facts = new()
    {
        Host = "",
        ClientAddress = IPAddress.Loopback,
        ClientPort = 1,
        LocalAddress = IPAddress.Loopback,
        ListenerPort = 2,
    };

    private readonly TraceRecorderPool _pool = new();
    private readonly ManualTime _time = new();

    [Fact]
    public void Add_MoreRequestsThanTheLimit_KeepsTheLatest()
    {
        using var flight = new FlightRecorder(new LookbackLimit(TimeSpan.Zero, 3), _time);

        Add(flight, "a", "b", "c", "d", "e");

        Assert.Equal(["e", "d", "c"], Kept(flight));
    }

    [Fact]
    public void Add_MoreMemoryThanTheBound_LetsTheOldestGo()
    {
        var size = Finished("x").Recorder.EstimateBytes();
        Assert.True(size > 1_000, $"{size}");
        using var flight = new FlightRecorder(new LookbackLimit(TimeSpan.Zero, 100), _time, maxBytes: (2 * size) + 1);

        Add(flight, "a", "b", "c");

        Assert.Equal(["c", "b"], Kept(flight));
    }

    [Fact]
    public void Begin_RequestsOlderThanTheDuration_AreGone()
    {
        using var flight = new FlightRecorder(new LookbackLimit(TimeSpan.FromSeconds(30), 100), _time);
        Add(flight, "old");
        _time.Advance(TimeSpan.FromSeconds(20));
        Add(flight, "new");
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(["new"], Kept(flight));
    }

    [Fact]
    public void Dispose_WithRequests_GivesTheRecordersBack()
    {
        var flight = new FlightRecorder(new LookbackLimit(TimeSpan.Zero, 10), _time);
        var request = Finished("a");
        flight.Add(request, Facts);
        request.Release();
        var recorder = request.Recorder;

        flight.Dispose();

        Assert.Equal(0, flight.Count);
        Assert.Same(recorder, _pool.Rent());
    }

    private static IEnumerable<string> Kept(FlightRecorder flight)
    {
        var entries = flight.Begin(LookbackSessions.New(lookback: true));
        var kept = entries.Select(entry => entry.Request.RequestId).ToArray();
        foreach (var entry in entries)
        {
            entry.Request.Release();
        }

        return kept;
    }

    private void Add(FlightRecorder flight, params string[] ids)
    {
        foreach (var id in ids)
        {
            var request = Finished(id);
            flight.Add(request, Facts);
            request.Release();
        }
    }

    private FinishedRequest Finished(string id)
    {
        var recorder = _pool.Rent();
        recorder.Begin(TraceRecorder.Now());
        recorder.Finish(TraceRecorder.Now());
        return new FinishedRequest(recorder, id);
    }
}
