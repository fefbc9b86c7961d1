using Sightglass.Expressions.Fields;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Tests.Pipeline;

public sealed class PathSegmentsTests
{
    [Theory]
    [InlineData(null, 0)]
    [InlineData("", 0)]
    [InlineData("/", 0)]
    [InlineData("//", 0)]
    [InlineData("/a", 1)]
    [InlineData("/a/", 1)]
    [InlineData("/a/b", 2)]
    [InlineData("/a//b", 3)]
    [InlineData("//b", 2)]
    [InlineData("/a/b///", 2)]
    public void Count_OfAPath_LeavesTrailingEmptyOnesOut(string? path, long count) => Assert.Equal(count, PathSegments.Count(path));

    [Theory]
    [InlineData("/a/b/c", 0, 0, "a")]
    [InlineData("/a/b/c", 2, 2, "c")]
    [InlineData("/a/b/c", 0, 2, "a/b/c")]
    [InlineData("/a/b/c", 1, 2, "b/c")]
    [InlineData("/a/b/c/", 2, 2, "c")]
    [InlineData("/a/b/c", 3, 3, null)]
    [InlineData("/a/b/c", 1, 3, null)]
    [InlineData("/a//c", 1, 1, "")]
    [InlineData("/a//c", 0, 2, "a//c")]
    [InlineData("/", 0, 0, null)]
    [InlineData("/a/", 1, 1, null)]
    public void Read_Segments_AreJoinedAsTheyStand(string path, int first, int last, string? expected)
    {
        var field = $"http.path.segments.{(first == last ? $"{first}" : $"{first}_{last}")}";
        FieldState Read(FieldReference reference, ref FieldValues values) => PathSegments.Read(path, reference.First, reference.Last, ref values);

        Assert.Equal(expected is not null, FieldProbe.Holds($"{field} ^= \"\"", Read));
        if (expected is not null)
        {
            Assert.True(FieldProbe.Holds($"{field} == \"{expected}\"", Read));
        }
    }
}
