using Sightglass.Gateway.Net;
using Sightglass.Gateway.Tests.Fakes;

namespace Sightglass.Gateway.Tests.Net;

public sealed class DeadlinesTests : IDeadlineTarget
{
    private readonly ManualTimeProvider _time = new();
    private int _expired;

    void IDeadlineTarget.OnDeadline(Deadline deadline) => Interlocked.Increment(ref _expired);

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(8_191)]
    [InlineData(8_192)]
    [InlineData(60_000)]
    [InlineData(3_600_000)]
    public void Arm_TimePasses_ExpiresNotEarlyAndAtMostTwoTicksLate(int milliseconds)
    {
        using var wheel = new Deadlines(_time);
        var deadline = new Deadline(wheel, this);
        deadline.Arm(milliseconds);

        _time.Advance(milliseconds - 1);
        Assert.Equal(0, _expired);
        _time.Advance((2 * Deadlines.Resolution) + 1);
        Assert.Equal(1, _expired);
        Assert.False(deadline.Clear());
    }

    [Fact]
    public void Clear_BeforeExpiry_NeverExpires()
    {
        using var wheel = new Deadlines(_time);
        var deadline = new Deadline(wheel, this);
        deadline.Arm(50);
        Assert.True(deadline.Clear());
        _time.Advance(100_000);
        Assert.Equal(0, _expired);
    }

    [Fact]
    public void Arm_LaterThanBefore_ExpiresAtTheLaterTime()
    {
        using var wheel = new Deadlines(_time);
        var deadline = new Deadline(wheel, this);
        deadline.Arm(50);
        Assert.True(deadline.Clear());
        deadline.Arm(5_000);
        _time.Advance(4_900);
        Assert.Equal(0, _expired);
        _time.Advance(200);
        Assert.Equal(1, _expired);
    }

    [Fact]
    public void Arm_EarlierThanBefore_ExpiresAtTheEarlierTime()
    {
        using var wheel = new Deadlines(_time);
        var deadline = new Deadline(wheel, this);
        deadline.Arm(60_000);
        Assert.True(deadline.Clear());
        deadline.Arm(40);
        _time.Advance(80);
        Assert.Equal(1, _expired);
        _time.Advance(120_000);
        Assert.Equal(1, _expired);
    }

    [Fact]
    public void Wheel_NothingArmed_StopsItsTimer()
    {
        using var wheel = new Deadlines(_time);
        var deadline = new Deadline(wheel, this);
        Assert.Equal(0, _time.ActiveTimers);
        deadline.Arm(50);
        Assert.Equal(1, _time.ActiveTimers);
        deadline.Clear();
        _time.Advance(100);
        Assert.Equal(0, wheel.Count);
        Assert.Equal(0, _time.ActiveTimers);

        deadline.Arm(50);
        _time.Advance(100);
        Assert.Equal(1, _expired);
    }

    [Fact]
    public void Detach_OnTheWheel_LeavesIt()
    {
        using var wheel = new Deadlines(_time);
        var first = new Deadline(wheel, this);
        var second = new Deadline(wheel, this);
        first.Arm(100);
        second.Arm(100);
        first.Detach();
        Assert.Equal(1, wheel.Count);
        _time.Advance(200);
        Assert.Equal(1, _expired);
    }

    [Fact]
    public void Arm_ManyAtRandomTimes_EachExpiresOnceInItsTime()
    {
        using var wheel = new Deadlines(_time);
        var random = new Random(7);
        var due = Enumerable.Range(0, 2_000).Select(_ => random.Next(1, 30_000)).ToArray();
        foreach (var milliseconds in due)
        {
            new Deadline(wheel, this).Arm(milliseconds);
        }

        for (var now = 100; now <= 30_100; now += 100)
        {
            _time.Advance(100);
            Assert.InRange(_expired, due.Count(value => value <= now - 40), due.Count(value => value <= now));
        }
    }

    [Fact]
    public async Task Arm_WhileTheWheelTurns_NoDeadlineIsLost()
    {
        using var wheel = new Deadlines(TimeProvider.System);
        var tasks = Enumerable.Range(0, 4).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var round = 0; round < 40; round++)
            {
                var signal = new Signal();
                var deadline = new Deadline(wheel, signal);
                for (var i = 0; i < 2_000; i++)
                {
                    deadline.Arm(random.Next(5_000, 60_000));
                    Assert.True(deadline.Clear());
                }

                deadline.Arm(1);
                await signal.Task.WaitAsync(TimeSpan.FromSeconds(20));
                Assert.False(deadline.Clear());
            }
        }));
        await Task.WhenAll(tasks);
        await Eventually.TrueAsync(() => wheel.Count == 0, "the wheel is empty");
    }

    private sealed class Signal : IDeadlineTarget
    {
        private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _source.Task;

        public void OnDeadline(Deadline deadline) => _source.SetResult();
    }
}
