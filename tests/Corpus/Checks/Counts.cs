namespace Corpus.Checks;

/// <summary>Expected numbers: <c>3</c>, <c>&gt;3</c>, <c>3..5</c>.</summary>
internal static class Counts
{
    public static void Check(string what, string? expected, int actual)
    {
        if (expected is not null)
        {
            Assert.True(Holds(expected, actual), $"{what}: expected {expected}, got {actual}");
        }
    }

    public static bool Holds(string expected, int actual)
    {
        if (expected.StartsWith('>'))
        {
            return actual > int.Parse(expected.AsSpan(1));
        }

        var dots = expected.IndexOf("..", StringComparison.Ordinal);
        return dots < 0
            ? actual == int.Parse(expected)
            : actual >= int.Parse(expected.AsSpan(0, dots)) && actual <= int.Parse(expected.AsSpan(dots + 2));
    }
}
