using Sightglass.Gateway.Snapshots;

namespace Sightglass.Gateway.Tests.Snapshots;

public sealed class SnapshotUsersTests
{
    [Fact]
    public void WhenUnused_NobodyUsesIt_IsCompleteAtOnce() => Assert.True(new SnapshotUsers().WhenUnusedAsync().IsCompleted);

    [Fact]
    public async Task WhenUnused_LastUserLeaves_Completes()
    {
        var users = new SnapshotUsers();
        int first = users.Enter(), second = users.Enter();
        var unused = users.WhenUnusedAsync();

        users.Leave(first);
        Assert.False(unused.IsCompleted);
        users.Leave(second);

        await unused.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task WhenUnused_ManyThreadsComeAndGo_NeverWhileOneStays()
    {
        var users = new SnapshotUsers();
        var staying = users.Enter();
        var unused = users.WhenUnusedAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                users.Leave(users.Enter());
            }
        })));

        Assert.False(unused.IsCompleted);
        users.Leave(staying);
        await unused.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
