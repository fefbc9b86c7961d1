using System.Collections.Immutable;
using System.Net;
using Sightglass.Gateway.Dns;
using Sightglass.PluginSdk.Io;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>Lends the gateway's resolver, and with it its cache and settings, to plugins.</summary>
internal sealed class PluginNameResolver(DnsClient dns) : INameResolver
{
    public async ValueTask<NameResolution> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (IPAddress.TryParse(name, out var literal))
        {
            return new NameResolution([literal], null, null);
        }

        var tries = new DnsTries();
        var result = await dns.ResolveAsync(name, 0, tries, cancellationToken).ConfigureAwait(false);
        return result.Address is { } address
            ? new NameResolution(Order(address.Address, result), null, tries.ToJson())
            : new NameResolution([], result.ErrorText, tries.ToJson());
    }

    // The address whose turn it is comes first; the others follow, in case it does not answer.
    private static ImmutableArray<IPAddress> Order(IPAddress first, in DnsResult result)
        => [first, .. result.Answer?.Records
            .Select(static record => record.Address)
            .OfType<IPAddress>()
            .Where(address => !address.Equals(first)) ?? []];
}
