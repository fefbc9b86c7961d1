using Sightglass.Web.Access;

namespace Sightglass.Web.Tests.Access;

public class LocalUrlTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/debugger?trace=1")]
    public void OrHome_PathOnThisServer_IsKept(string address) => Assert.Equal(address, LocalUrl.OrHome(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    public void OrHome_AnythingElse_IsHome(string? address) => Assert.Equal("/", LocalUrl.OrHome(address));
}
