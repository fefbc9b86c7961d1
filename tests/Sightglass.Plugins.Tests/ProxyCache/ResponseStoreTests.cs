using Sightglass.Plugins.ProxyCache;

namespace Sightglass.Plugins.Tests.ProxyCache;

public sealed class ResponseStoreTests
{
    [Fact]
    public void TryGet_UntilItsTime_Finds()
    {
        var store = new ResponseStore();
        store.Set("a", "k", Response(10, storedAt: 100), 5);

        Assert.True(store.TryGet("a", "k", 104, out var found));
        Assert.Equal(10, found.Body.Length);
        Assert.False(store.TryGet("b", "k", 104, out _));
        Assert.False(store.TryGet("a", "k", 105, out _));
        Assert.Equal((0, 0L), (store.Count, store.Bytes));
    }

    [Fact]
    public void Set_MoreThanEntriesAllowed_DropsTheLongestUnused()
    {
        var store = new ResponseStore(maxEntries: 2);
        store.Set("a", "1", Response(1), 60);
        store.Set("a", "2", Response(1), 60);
        Assert.True(store.TryGet("a", "1", 0, out _));

        store.Set("a", "3", Response(1), 60);

        Assert.True(store.TryGet("a", "1", 0, out _));
        Assert.False(store.TryGet("a", "2", 0, out _));
        Assert.True(store.TryGet("a", "3", 0, out _));
    }

    [Fact]
    public void Set_MoreThanBytesAllowed_StaysBelow()
    {
        var store = new ResponseStore(maxBytes: 10_000);
        for (var i = 0; i < 100; i++)
        {
            store.Set("a", $"{i}", Response(1_000), 60);
            Assert.InRange(store.Bytes, 1, 10_000);
        }

        Assert.InRange(store.Count, 5, 8);
        Assert.True(store.TryGet("a", "99", 0, out _));
    }

    [Fact]
    public void Set_LargerThanEverythingAllowed_IsNotKeptAndReplacesNothingElse()
    {
        var store = new ResponseStore(maxBytes: 10_000);
        store.Set("a", "small", Response(10), 60);

        store.Set("a", "large", Response(20_000), 60);

        Assert.False(store.TryGet("a", "large", 0, out _));
        Assert.True(store.TryGet("a", "small", 0, out _));
    }

    [Fact]
    public void Set_SameKeyAgain_CountsOnce()
    {
        var store = new ResponseStore();
        store.Set("a", "k", Response(1_000), 60);
        store.Set("a", "k", Response(10), 60);

        Assert.Equal(1, store.Count);
        Assert.InRange(store.Bytes, 10, 999);
    }

    private static KeptResponse Response(int length, long storedAt = 0) => new(200, [], new byte[length], storedAt, 60);
}
