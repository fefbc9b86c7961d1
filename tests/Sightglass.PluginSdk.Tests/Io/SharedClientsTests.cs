using Sightglass.PluginSdk.Io;

namespace Sightglass.PluginSdk.Tests.Io;

public sealed class SharedClientsTests
{
    [Fact]
    public async Task Borrow_EqualOptions_SharesUntilTheLastIsReturned()
    {
        var shared = new SharedClients<string, Client>();
        var made = 0;
        var first = shared.Borrow("a", Make);
        var second = shared.Borrow("a", Make);
        var other = shared.Borrow("b", Make);

        Assert.Same(first.Client, second.Client);
        Assert.NotSame(first.Client, other.Client);
        await first.DisposeAsync();
        await first.DisposeAsync();
        Assert.False(second.Client.Disposed);
        await second.DisposeAsync();
        Assert.True(second.Client.Disposed);
        Assert.NotSame(first.Client, shared.Borrow("a", Make).Client);
        Assert.Equal(3, made);

        Client Make(string options)
        {
            made++;
            return new Client();
        }
    }

    private sealed class Client : IAsyncDisposable
    {
        public bool Disposed { get; private set; }

        public ValueTask DisposeAsync()
        {
            Disposed = true;
            return default;
        }
    }
}
