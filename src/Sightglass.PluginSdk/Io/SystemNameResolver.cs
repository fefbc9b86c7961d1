using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Sightglass.PluginSdk.Io;

/// <summary>Resolves by the operating system. Used where the gateway lends no resolver of its own.</summary>
public sealed class SystemNameResolver : INameResolver
{
    /// <summary>The one instance: it holds no state.</summary>
    public static readonly SystemNameResolver Instance = new();

    private SystemNameResolver()
    {
    }

    /// <inheritdoc/>
    public ValueTask<NameResolution> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return IPAddress.TryParse(name, out var literal)
            ? ValueTask.FromResult(new NameResolution([literal], null, null))
            : LookUpAsync(name, cancellationToken);
    }

    private static async ValueTask<NameResolution> LookUpAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(name, cancellationToken).ConfigureAwait(false);
            return addresses.Length == 0
                ? new NameResolution([], "dns client error: 101 empty record received", null)
                : new NameResolution(ImmutableArray.Create(addresses), null, null);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            return new NameResolution([], "dns server error: 3 name error", null);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return new NameResolution([], e.Message, null);
        }
    }
}
