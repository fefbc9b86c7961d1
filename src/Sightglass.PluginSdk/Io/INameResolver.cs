namespace Sightglass.PluginSdk.Io;

/// <summary>Resolves host names for plugins' connections.</summary>
public interface INameResolver
{
    /// <summary>Finds the addresses of a name. Failures are values of the result.</summary>
    /// <param name="name">A host name or an address literal.</param>
    /// <param name="cancellationToken">Gives up waiting; the lookup itself may go on for others.</param>
    ValueTask<NameResolution> ResolveAsync(string name, CancellationToken cancellationToken);
}
