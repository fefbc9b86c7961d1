using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;
using Sightglass.Tracing.Tests.Samples;

namespace Sightglass.Tracing.Tests.Recording;

public sealed class TraceRecorderAllocationTests
{
    [Fact]
    public void RecordAndReturn_SteadyState_AllocatesNothing()
    {
        var pool = new TraceRecorderPool();
        for (var warm = 0; warm < 64; warm++)
        {
            Record(pool);
        }

        // A collection in another test gives up the rest of this thread's allocation context, which then counts as allocated. What a
        // request allocates shows in every batch, so the least of several tells.
        var least = long.MaxValue;
        for (var batch = 0; batch < 5; batch++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < 1_000; round++)
            {
                Record(pool);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void Return_AfterAHugeTrace_DoesNotKeepItsMemory()
    {
        var pool = new TraceRecorderPool();
        var recorder = pool.Rent();
        recorder.Begin(0);
        for (var span = 1; span < 9_000; span++)
        {
            recorder.End(recorder.Start(Recordings.KeyAuth, span), span);
        }

        recorder.Return();
        var before = GC.GetAllocatedBytesForCurrentThread();
        recorder = pool.Rent();
        recorder.Begin(0);
        for (var span = 1; span < 40; span++)
        {
            recorder.End(recorder.Start(Recordings.KeyAuth, span), span);
        }

        // It had to grow again: the big arrays are gone.
        Assert.True(GC.GetAllocatedBytesForCurrentThread() > before);
    }

    private static void Record(TraceRecorderPool pool)
    {
        var recorder = pool.Rent();
        recorder.Begin(TraceRecorder.Now());
        recorder.Set(TraceRecorder.Root, AttributeKeys.UrlFull, "http://api.example/orders");
        recorder.Set(TraceRecorder.Root, AttributeKeys.HttpResponseStatusCode, 200);
        recorder.Set(TraceRecorder.Root, AttributeKeys.ProxyKongClientKA, true);
        recorder.Ledger.Enter(LatencyKind.Client, TraceRecorder.Now());
        for (var plugin = 0; plugin < 20; plugin++)
        {
            var span = recorder.Start(Recordings.KeyAuth);
            recorder.Set(span, AttributeKeys.ProxyKongPluginInstanceId, Recordings.PluginId);
            recorder.Set(span, AttributeKeys.ProxyKongPluginExecutionTime, plugin);
            var io = recorder.Io(span);
            var call = io.Start(Recordings.RedisEval, LatencyKind.Redis);
            call.Set(AttributeKeys.NetworkPeerAddress, "10.0.0.9");
            io.AddPeerTime("10.0.0.9", 0, 1);
            call.End();
            recorder.End(span);
        }

        recorder.AddEvent(TraceRecorder.Root, "retry", TraceRecorder.Now());
        recorder.Finish(TraceRecorder.Now());
        recorder.Return();
    }
}
