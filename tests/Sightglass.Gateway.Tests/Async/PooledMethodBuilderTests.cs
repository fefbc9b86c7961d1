using System.Runtime.CompilerServices;
using Sightglass.Gateway.Async;

namespace Sightglass.Gateway.Tests.Async;

public sealed class PooledMethodBuilderTests
{
    private static readonly AsyncLocal<string?> Ambient = new();

    [Fact]
    public async Task Await_CompletesAtOnce_GivesTheResult()
    {
        var pending = AddAsync(Task.FromResult(1), 2);

        Assert.True(pending.IsCompletedSuccessfully);
        Assert.Equal(3, await pending);
    }

    [Fact]
    public async Task Await_Suspends_GivesTheResultLater()
    {
        var source = new TaskCompletionSource<int>();
        var pending = AddAsync(source.Task, 2);

        Assert.False(pending.IsCompleted);
        source.SetResult(40);
        Assert.Equal(42, await pending);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Throw_BeforeOrAfterSuspending_ReachesTheCaller(bool suspends)
    {
        var pending = ThrowAsync(suspends);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await pending);
        Assert.Equal("mine", exception.Message);
    }

    [Fact]
    public async Task Await_ManyAtOnceOnManyThreads_EachGetsItsOwn()
    {
        var sums = await Task.WhenAll(Enumerable.Range(0, 64).Select(worker => Task.Run(async () =>
        {
            var sum = 0L;
            for (var i = 0; i < 500; i++)
            {
                sum += await NestAsync(worker, i % 7);
            }

            return (worker, sum);
        })));

        Assert.All(sums, static pair => Assert.Equal(pair.worker * 500L, pair.sum));
    }

    [Fact]
    public async Task Resume_MethodChangesAmbientState_NothingStaysBehind()
    {
        var source = new TaskCompletionSource();
        var pending = ChangeAmbientAsync(source.Task);
        Ambient.Value = "outer";

        // Completes on this thread, inside this call.
        source.SetResult();

        Assert.Equal("outer", Ambient.Value);
        await pending;
    }

    [Fact]
    public async Task Await_Void_Completes()
    {
        var ran = false;
        await RunAsync();
        Assert.True(ran);

        [AsyncMethodBuilder(typeof(PooledMethodBuilder))]
        async ValueTask RunAsync()
        {
            await Task.Yield();
            ran = true;
        }
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private static async ValueTask<int> AddAsync(Task<int> first, int second) => await first + second;

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private static async ValueTask<int> ThrowAsync(bool suspends)
    {
        if (suspends)
        {
            await Task.Yield();
        }

        throw new InvalidOperationException("mine");
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private static async ValueTask<int> NestAsync(int value, int depth)
    {
        if (depth == 0)
        {
            await Task.Yield();
            return value;
        }

        return await NestAsync(value, depth - 1);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder))]
    private static async ValueTask ChangeAmbientAsync(Task until)
    {
        await until.ConfigureAwait(false);
        Ambient.Value = "inner";
    }
}
