using Sightglass.Gateway.Routing;

namespace Sightglass.Gateway.Tests.Routing;

public sealed class RoutePriorityTests
{
    [Theory]
    [InlineData(1, false, 0, false, 0, 1, 0x2000_0000_0000_0001UL)]
    [InlineData(3, true, 2, false, 0, 5, 0x7020_0000_0000_0005UL)]
    [InlineData(2, true, 300, false, 9, 0x90000, 0x5FF0_0000_0007_FFFFUL)]
    public void Compute_PlainPath_PutsEachPartInItsBits(int kinds, bool plainHosts, int headers, bool regex, int regexPriority, int length, ulong expected)
        => Assert.Equal(expected, RoutePriority.Compute(kinds, plainHosts, headers, regex, regexPriority, length));

    [Fact]
    public void Compute_InDocumentedOrder_EachPartOutweighsAllBelow()
    {
        ulong[] ascending =
        [
            RoutePriority.Compute(1, false, 0, false, 0, 1),
            RoutePriority.Compute(1, false, 0, false, 0, 0x7FFFF),
            RoutePriority.Compute(1, false, 0, true, int.MinValue, 0),
            RoutePriority.Compute(1, false, 0, true, -1, 0),
            RoutePriority.Compute(1, false, 0, true, 0, 0),
            RoutePriority.Compute(1, false, 0, true, int.MaxValue, 0),
            RoutePriority.Compute(1, false, 1, false, 0, 1),
            RoutePriority.Compute(1, false, 255, true, int.MaxValue, 0),
            RoutePriority.Compute(1, true, 0, false, 0, 1),
            RoutePriority.Compute(2, false, 0, false, 0, 1),
            RoutePriority.Compute(7, true, 255, true, int.MaxValue, 0),
        ];

        Assert.Equal(ascending.Order(), ascending);
        Assert.Equal(ascending.Length, ascending.Distinct().Count());
    }
}
