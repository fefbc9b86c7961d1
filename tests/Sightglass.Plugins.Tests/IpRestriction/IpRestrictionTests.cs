using System.Net;
using Sightglass.Plugins.IpRestriction;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.IpRestriction;

public sealed class IpRestrictionTests
{
    [Theory]
    [InlineData("""{"allow":["10.0.0.0/8"]}""", "10.200.3.4", true)]
    [InlineData("""{"allow":["10.0.0.0/8"]}""", "11.0.0.1", false)]
    [InlineData("""{"allow":["192.0.2.1"]}""", "192.0.2.1", true)]
    [InlineData("""{"allow":["192.0.2.1"]}""", "192.0.2.2", false)]
    [InlineData("""{"allow":["192.0.2.1"]}""", "::ffff:192.0.2.1", true)]
    [InlineData("""{"deny":["192.0.2.0/24"]}""", "192.0.2.255", false)]
    [InlineData("""{"deny":["192.0.2.0/24"]}""", "192.0.3.0", true)]
    [InlineData("""{"deny":["10.1.0.0/16"],"allow":["10.0.0.0/8"]}""", "10.1.2.3", false)]
    [InlineData("""{"deny":["10.1.0.0/16"],"allow":["10.0.0.0/8"]}""", "10.2.2.3", true)]
    [InlineData("""{"deny":["10.1.0.0/16"],"allow":["10.0.0.0/8"]}""", "12.2.2.3", false)]
    [InlineData("""{"allow":["2001:db8::/32"]}""", "2001:db8:ffff::1", true)]
    [InlineData("""{"allow":["2001:db8::/32"]}""", "2001:db9::1", false)]
    [InlineData("""{"allow":["0.0.0.0/0"]}""", "8.8.8.8", true)]
    [InlineData("""{"allow":["0.0.0.0/0"]}""", "2001:db8::1", false)]
    [InlineData("""{"allow":["::/0"]}""", "8.8.8.8", true)]
    public async Task Access_Address_IsDecidedByLists(string config, string address, bool passes)
    {
        var context = new FakePluginContext();
        context.Client.AddressValue = IPAddress.Parse(address);

        await PluginFactory.Create(new IpRestrictionPlugin(), config).AccessAsync(context);

        Assert.Equal(passes, !context.HasExited);
    }

    [Theory]
    [InlineData("""{"deny":["203.0.113.0/24"]}""", 403, "IP address not allowed: 203.0.113.7")]
    [InlineData("""{"deny":["203.0.113.0/24"],"status":418,"message":"go away"}""", 418, "go away")]
    public async Task Access_Refused_SaysSo(string config, int status, string message)
    {
        var context = new FakePluginContext();

        await PluginFactory.Create(new IpRestrictionPlugin(), config).AccessAsync(context);

        Assert.Equal(status, context.ExitStatus);
        Assert.Equal(message, context.ErrorMessage);
    }

    [Theory]
    [InlineData("{}", "at least one of these fields must be non-empty: 'config.allow', 'config.deny'")]
    [InlineData("""{"allow":["10.0.0.0/33"]}""", "allow[0]: invalid ip or cidr range: '10.0.0.0/33'")]
    [InlineData("""{"allow":["10.1"]}""", "allow[0]: invalid ip or cidr range: '10.1'")]
    [InlineData("""{"deny":["host"]}""", "deny[0]: invalid ip or cidr range: 'host'")]
    [InlineData("""{"deny":["10.0.0.1/"]}""", "deny[0]: invalid ip or cidr range: '10.0.0.1/'")]
    public void Schema_BadList_IsRefused(string config, string problem) =>
        Assert.Equal([problem], PluginFactory.Problems(new IpRestrictionPlugin(), config));
}
