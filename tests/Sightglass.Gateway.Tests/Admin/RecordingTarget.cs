using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Admin;
using Sightglass.Gateway.Snapshots;

namespace Sightglass.Gateway.Tests.Admin;

/// <summary>A gateway that takes configurations and keeps them, refuses them, or is slow with them.</summary>
internal sealed class RecordingTarget : IAdminTarget
{
    private readonly List<GatewayConfiguration> _applied = [];

    public GatewayConfiguration Configuration { get; private set; } = GatewayConfiguration.Empty;

    public ServerCounters Counters => new(3, 7, 11, 2);

    public IReadOnlyList<GatewayConfiguration> Applied => _applied;

    /// <summary>Why the next configurations cannot be served.</summary>
    public string? Refusal { get; set; }

    /// <summary>Configurations wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Ends when a configuration waits.</summary>
    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task ApplyAsync(GatewayConfiguration configuration, CancellationToken cancellationToken)
    {
        Waiting.TrySetResult();
        await Gate.WaitAsync(cancellationToken);
        if (Refusal is { } refusal)
        {
            throw new SnapshotException([refusal]);
        }

        _applied.Add(configuration);
        Configuration = configuration;
    }
}
