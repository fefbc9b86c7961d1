using System.Text;
using Sightglass.Gateway.Balancing;

namespace Sightglass.Gateway.Tests.Balancing;

public sealed class XxHash32Tests
{
    [Theory]
    [InlineData("", 0x02CC5D05u)]
    [InlineData("a", 0x550D7456u)]
    [InlineData("abc", 0x32D153FFu)]
    [InlineData("Nobody inspects the spammish repetition", 0xE2293B2Fu)]
    public void Hash_KnownTexts_GivesThePublishedValues(string text, uint hash)
    {
        Assert.Equal(hash, XxHash32.Hash(text));
        Assert.Equal(hash, XxHash32.Hash(Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void Hash_LongText_IsTheHashOfItsBytes()
    {
        var text = new string('\u00e9', 1_000);
        Assert.Equal(XxHash32.Hash(Encoding.UTF8.GetBytes(text)), XxHash32.Hash(text));
    }
}
