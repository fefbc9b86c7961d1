using Microsoft.Extensions.Hosting;

namespace Sightglass.ControlPlane.Nodes;

/// <summary>Leaves signals to the program's own host: a server inside it stops when it is told to, not before.</summary>
internal sealed class PassiveLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
