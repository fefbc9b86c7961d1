using Sightglass.Plugins.Network;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.IpRestriction;

internal sealed class IpRestrictionHandler(AddressSet allow, AddressSet deny, int status, string? message) : PluginHandler
{
    public override ValueTask AccessAsync(PluginContext context)
    {
        var address = context.Client.Address;
        if (deny.Contains(address) || (!allow.IsEmpty && !allow.Contains(address)))
        {
            var shown = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            context.ExitWithError(status, message ?? $"IP address not allowed: {shown}");
        }

        return default;
    }
}
