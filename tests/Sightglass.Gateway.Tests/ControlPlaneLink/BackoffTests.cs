using Sightglass.Gateway.ControlPlaneLink;

namespace Sightglass.Gateway.Tests.ControlPlaneLink;

public sealed class BackoffTests
{
    [Fact]
    public void Next_AfterEachFailure_DoublesUpToTheLongest()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10));

        foreach (var bound in (double[])[500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000])
        {
            // Spread over the upper half.
            Assert.InRange(backoff.Next().TotalMilliseconds, bound / 2, bound);
        }
    }

    [Fact]
    public void Next_OfManyNodes_IsSpread()
    {
        var waits = Enumerable.Range(0, 200).Select(_ => new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)).Next()).ToArray();

        Assert.True(waits.Max() - waits.Min() > TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public void Reset_AfterFailures_BeginsAnew()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        for (var i = 0; i < 100; i++)
        {
            Assert.True(backoff.Next() <= TimeSpan.FromMinutes(1));
        }

        backoff.Reset();

        Assert.True(backoff.Next() <= TimeSpan.FromMilliseconds(100));
    }
}
