using System.Net;
using Microsoft.AspNetCore.Http;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Tests.Pipeline;

public sealed class RealIpResolverTests
{
    [Theory]
    [InlineData("X-Real-IP", false, "9.9.9.9", "9.9.9.9:0")]
    [InlineData("X-Real-IP", false, "[2001:db8::1]:443", "[2001:db8::1]:443")]
    [InlineData("X-Real-IP", false, "2001:db8::1", "[2001:db8::1]:0")]
    [InlineData("X-Real-IP", false, "9.9.9.9:81", "9.9.9.9:81")]
    [InlineData("X-Real-IP", false, "::ffff:9.9.9.9", "9.9.9.9:0")]
    [InlineData("X-Real-IP", false, "1234", null)]
    [InlineData("X-Real-IP", false, "nonsense", null)]
    [InlineData("X-Real-IP", false, "", null)]
    [InlineData("X-Forwarded-For", false, "1.1.1.1, 10.0.0.2", "10.0.0.2:0")]
    [InlineData("X-Forwarded-For", true, "1.1.1.1, 10.0.0.2", "1.1.1.1:0")]
    [InlineData("X-Forwarded-For", true, "6.6.6.6, 1.1.1.1, 10.0.0.2, 10.0.0.3", "1.1.1.1:0")]
    [InlineData("X-Forwarded-For", true, "10.0.0.1, 10.0.0.2", "10.0.0.1:0")]
    [InlineData("X-Forwarded-For", true, "garbage, 10.0.0.2", "10.0.0.2:0")]
    [InlineData("X-Forwarded-For", true, " , 1.1.1.1 ,", "1.1.1.1:0")]
    public void Find_Header_GivesTheClient(string header, bool recursive, string value, string? expected)
    {
        var resolver = new RealIpResolver([IPNetwork.Parse("10.0.0.0/8")], header, recursive);

        Assert.Equal(expected, resolver.Find(new HeaderDictionary { [header] = value })?.ToString());
    }

    [Fact]
    public void Find_SeveralLines_LastOneCounts()
    {
        var resolver = new RealIpResolver([IPNetwork.Parse("10.0.0.0/8")], "X-Forwarded-For", recursive: true);

        Assert.Equal("2.2.2.2:0", resolver.Find(new HeaderDictionary { ["X-Forwarded-For"] = new(["1.1.1.1", "2.2.2.2, 10.0.0.1"]) })!.ToString());
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("11.1.2.3", false)]
    public void IsTrusted_Address_ByNetwork(string address, bool expected)
        => Assert.Equal(expected, new RealIpResolver([IPNetwork.Parse("10.0.0.0/8")], "X", false).IsTrusted(IPAddress.Parse(address)));
}
