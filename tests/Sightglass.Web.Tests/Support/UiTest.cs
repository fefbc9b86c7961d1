using Sightglass.Web.Tests.DevHost;
using Sightglass.Web.Tests.Samples;

namespace Sightglass.Web.Tests.Support;

/// <summary>A UI of its own with a signed-in client for each test.</summary>
public abstract class UiTest : IAsyncLifetime
{
    internal static readonly string SessionPath = $"/debugger/{SampleWorld.Plane}/sessions/{FakeWorld.Running}";

    internal FakeWorld World { get; } = FakeWorld.CreateDemo(TimeProvider.System);

    internal UiHost Host { get; private set; } = null!;

    internal UiClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await UiHost.StartAsync(World);
        Client = new UiClient(Host.Address);
        using var signedIn = await Client.SignInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
