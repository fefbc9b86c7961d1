using Sightglass.Cluster.Messages;

namespace Sightglass.Gateway.ControlPlaneLink;

/// <summary>Takes the configurations that a control plane sends.</summary>
internal interface IConfigurationReceiver
{
    /// <summary>The hash of what the node serves by; 32 zeros when it has nothing.</summary>
    string Hash { get; }

    /// <summary>Applies a configuration whole, or says why not and leaves everything as it is.</summary>
    Task<ConfigUpdateResult> ReceiveAsync(ConfigUpdateParams update, CancellationToken cancellationToken);
}
