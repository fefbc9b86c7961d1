using Sightglass.Configuration.Routing;

namespace Sightglass.Configuration.Tests.Routing;

public sealed class PathNormalFormTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("/a//b/%7e/../%2f", "/a/b/%2F")]
    [InlineData("/a%20b", "/a b")]
    [InlineData("/%41%2a%25", "/A%2A%25")]
    [InlineData("/a/.", "/a/")]
    [InlineData("/a/./b", "/a/b")]
    [InlineData("/a/..", "/")]
    [InlineData("/a/b/..", "/a/")]
    [InlineData("/../../a", "/a")]
    [InlineData("/a/b/../../..", "/")]
    [InlineData("//", "/")]
    [InlineData("/a///", "/a/")]
    [InlineData("/.well-known/x", "/.well-known/x")]
    [InlineData("/...", "/...")]
    [InlineData("/%2e%2e/a", "/a")]
    [InlineData("/%C3%A9", "/é")]
    [InlineData("/%c3x", "/%C3x")]
    [InlineData("/%F0%9F%98%80%FF", "/😀%FF")]
    [InlineData("/%zz%2", "/%zz%2")]
    public void Normalize_Path_IsInNormalForm(string path, string expected)
    {
        Assert.Equal(expected, PathNormalForm.Normalize(path));
        Assert.Equal(expected, PathNormalForm.Normalize(PathNormalForm.Normalize(path)));
    }
}
