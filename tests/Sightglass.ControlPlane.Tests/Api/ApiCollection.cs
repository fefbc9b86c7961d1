using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Api;

/// <summary>One control plane for the tests that do not change it as a whole.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    internal TestControlPlane Plane { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Plane = await TestControlPlane.StartAsync();

    public ValueTask DisposeAsync() => Plane.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class ApiCollection : ICollectionFixture<ApiFixture>
{
    public const string Name = "one control plane";
}
