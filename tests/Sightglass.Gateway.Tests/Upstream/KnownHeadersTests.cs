using System.Text;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Upstream;

public sealed class KnownHeadersTests
{
    [Fact]
    public void Find_EveryKnownHeaderInAnyCase_IsFound()
    {
        foreach (var header in Enum.GetValues<KnownHeader>().Where(header => header != KnownHeader.Unknown))
        {
            var name = KnownHeaders.NameOf(header);
            Assert.Equal(header, KnownHeaders.Find(Encoding.ASCII.GetBytes(name)));
            Assert.Equal(header, KnownHeaders.Find(Encoding.ASCII.GetBytes(name.ToUpperInvariant())));
            Assert.Equal(header, KnownHeaders.Find(Encoding.ASCII.GetBytes(name.ToLowerInvariant())));
            Assert.Equal(header.ToString(), name.Replace("-", string.Empty).Replace("WWW", "Www"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-Lengt")]
    [InlineData("Content-Length1")]
    [InlineData("Kontent-Length")]
    [InlineData("abc")]
    [InlineData("X-Content-Type-Optionz")]
    public void Find_OtherNames_AreUnknown(string name)
        => Assert.Equal(KnownHeader.Unknown, KnownHeaders.Find(Encoding.ASCII.GetBytes(name)));

    [Fact]
    public void Get_SameBytesTwice_GivesTheSameInstance()
    {
        var cache = new HeaderStringCache();
        var first = cache.Get("text/html; charset=utf-8"u8);
        Assert.Equal("text/html; charset=utf-8", first);
        Assert.Same(first, cache.Get("text/html; charset=utf-8"u8));
        Assert.Same(string.Empty, cache.Get([]));
        Assert.Equal("\u00e9", cache.Get([0xe9]));
        Assert.Equal(new string('x', 5_000), cache.Get(Encoding.ASCII.GetBytes(new string('x', 5_000))));
    }

    [Fact]
    public void Get_MoreTextsThanPlaces_AlwaysGivesTheRightText()
    {
        var cache = new HeaderStringCache();
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 5_000; i++)
            {
                Assert.Equal($"value {i}", cache.Get(Encoding.ASCII.GetBytes($"value {i}")));
            }
        }
    }
}
