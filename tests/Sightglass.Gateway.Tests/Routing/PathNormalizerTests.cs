using Sightglass.Gateway.Routing;

namespace Sightglass.Gateway.Tests.Routing;

public sealed class PathNormalizerTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("/a/b/", "/a/b/")]
    [InlineData("//", "/")]
    [InlineData("/a//b/%7e/../%2f", "/a/b/%2F")]
    [InlineData("/%41%42", "/AB")]
    [InlineData("/a%20b", "/a b")]
    [InlineData("/%2f%2F%3a%3F%23%5b%5D", "/%2F%2F%3A%3F%23%5B%5D")]
    [InlineData("/%21%2A%27%28%29%3B%40%26%3D%2B%24%2C%25", "/%21%2A%27%28%29%3B%40%26%3D%2B%24%2C%25")]
    [InlineData("/a/./b", "/a/b")]
    [InlineData("/a/../b", "/b")]
    [InlineData("/a/b/..", "/a/")]
    [InlineData("/a/b/.", "/a/b/")]
    [InlineData("/..", "/")]
    [InlineData("/../../a", "/a")]
    [InlineData("/a/%2e%2e/b", "/b")]
    [InlineData("/a/%2E", "/a/")]
    [InlineData("/a/.../b", "/a/.../b")]
    [InlineData("/a/..b/.c", "/a/..b/.c")]
    [InlineData("/%zz/%4", "/%zz/%4")]
    [InlineData("/caf%C3%A9", "/café")]
    [InlineData("/a///b//", "/a/b/")]
    public void Normalize_Table_GivesTheNormalForm(string path, string expected)
        => Assert.Equal(expected, PathNormalizer.Normalize(path));

    [Theory]
    [InlineData("/%ff")]
    [InlineData("/%C3")]
    [InlineData("/%C3%28")]
    public void Normalize_DecodedPathIsNotUtf8_GivesNull(string path) => Assert.Null(PathNormalizer.Normalize(path));

    [Theory]
    [InlineData("/")]
    [InlineData("/a/b.html")]
    [InlineData("/a.b/c..d/")]
    [InlineData("/a-b_c~d")]
    public void IsNormal_NothingToDo_NormalizeChangesNothing(string path)
    {
        Assert.True(PathNormalizer.IsNormal(path));
        Assert.Equal(path, PathNormalizer.Normalize(path));
    }

    [Theory]
    [InlineData("/a//b")]
    [InlineData("/a/./b")]
    [InlineData("/..")]
    [InlineData("/%41")]
    public void IsNormal_SomethingToDo_IsFalse(string path) => Assert.False(PathNormalizer.IsNormal(path));
}
