using System.Net;
using Sightglass.Expressions.Net;

namespace Sightglass.Expressions.Tests.Net;

public sealed class IpValueTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("::ffff:10.0.0.1", "::ffff:a00:1")]
    [InlineData("64:ff9b::1.2.3.4", "64:ff9b::102:304")]
    [InlineData("::1.2.3.4", "::102:304")]
    [InlineData("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304")]
    [InlineData("2001:DB8::1", "2001:db8::1")]
    public void TryParse_Address_IsRead(string text, string printed)
    {
        Assert.True(IpValue.TryParse(text, out var value));
        Assert.Equal(printed, value.ToString());
        Assert.Equal(IpValue.From(IPAddress.Parse(text)), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("10.1")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.1 ")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("::1.2.3")]
    [InlineData("1.2.3.4::")]
    [InlineData("::1.2.3.4:1")]
    [InlineData("fe80::1%1")]
    [InlineData("[::1]")]
    public void TryParse_OtherText_IsRefused(string? text) => Assert.False(IpValue.TryParse(text, out _));

    [Fact]
    public void Equals_SameBitsOfOtherFamily_False()
    {
        Assert.True(IpValue.TryParse("0.0.0.1", out var v4));
        Assert.True(IpValue.TryParse("::1", out var v6));
        Assert.Equal(v4.Bits, v6.Bits);
        Assert.NotEqual(v4, v6);
    }

    [Theory]
    [InlineData("10.0.0.0", 8, "10.255.0.1", "11.0.0.0")]
    [InlineData("0.0.0.0", 0, "255.255.255.255", "::1")]
    [InlineData("10.0.0.1", 32, "10.0.0.1", "10.0.0.2")]
    [InlineData("fd00::", 8, "fdff::1", "fe00::")]
    [InlineData("::", 0, "ffff::", "0.0.0.0")]
    [InlineData("::1", 128, "::1", "::2")]
    [InlineData("::", 96, "::10.0.0.1", "10.0.0.1")]
    public void Contains_Range_HasItsFamilyAndPrefix(string network, int length, string inside, string outside)
    {
        Assert.True(IpValue.TryParse(network, out var first));
        var range = new IpCidr(first, length);
        Assert.True(range.HostPartIsZero);
        Assert.True(IpValue.TryParse(inside, out var member) && range.Contains(member));
        Assert.True(IpValue.TryParse(outside, out var other) && !range.Contains(other));
    }

    [Fact]
    public void TryParse_RandomAddresses_AgreesWithTheFramework()
    {
        var random = new Random(7);
        var bytes = new byte[16];
        for (var i = 0; i < 2000; i++)
        {
            random.NextBytes(bytes);
            // Runs of zeros are where printing is interesting.
            Array.Clear(bytes, random.Next(14), random.Next(3));
            Array.Clear(bytes, 2 * random.Next(6), 4);
            var address = new IPAddress(bytes);
            Assert.True(IpValue.TryParse(address.ToString(), out var value), address.ToString());
            Assert.Equal(IpValue.From(address), value);
            Assert.True(IpValue.TryParse(value.ToString(), out var again) && again == value, value.ToString());
        }
    }
}
