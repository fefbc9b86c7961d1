using System.Net;
using Sightglass.Plugins.Network;

namespace Sightglass.Plugins.Tests.Network;

public sealed class AddressSetTests
{
    [Fact]
    public void Contains_ManyOverlappingRanges_AgreesWithEachOfThem()
    {
        var random = new Random(7);
        var ranges = Enumerable.Range(0, 300)
            .Select(_ => new IPNetwork(Masked(random.Next(), out var prefix, random), prefix))
            .ToList();
        var set = new AddressSet(ranges.Select(range => range.ToString()));

        for (var i = 0; i < 5000; i++)
        {
            var address = new IPAddress(BitConverter.GetBytes(random.Next()));
            Assert.Equal(ranges.Any(range => range.Contains(address)), set.Contains(address));
        }
    }

    private static IPAddress Masked(int bits, out int prefix, Random random)
    {
        prefix = random.Next(6, 25);
        var number = (uint)bits & (uint.MaxValue << (32 - prefix));
        return new IPAddress(BitConverter.GetBytes(IPAddress.HostToNetworkOrder((int)number)));
    }
}
