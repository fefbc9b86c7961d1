using Sightglass.Expressions.Fields;

namespace Sightglass.Gateway.Pipeline;

/// <summary>The segments of a path (expressions.md 7): zero-based, without slashes; empty ones at the end do not count.</summary>
internal static class PathSegments
{
    public static long Count(string? path)
    {
        var trimmed = Trim(path);
        return trimmed.IsEmpty ? 0 : trimmed.Count('/') + 1;
    }

    /// <summary>Gives segments <paramref name="first"/> to <paramref name="last"/>, joined as they stand in the path.</summary>
    public static FieldState Read(string path, int first, int last, ref FieldValues values)
    {
        var rest = Trim(path);
        if (rest.IsEmpty)
        {
            return FieldState.Absent;
        }

        var start = 0;
        for (var index = 0; index < first; index++)
        {
            var slash = rest[start..].IndexOf('/');
            if (slash < 0)
            {
                return FieldState.Absent;
            }

            start += slash + 1;
        }

        var end = start;
        for (var index = first; index <= last; index++)
        {
            var slash = rest[end..].IndexOf('/');
            if (slash < 0)
            {
                if (index < last)
                {
                    return FieldState.Absent;
                }

                end = rest.Length;
            }
            else
            {
                end += slash + (index < last ? 1 : 0);
            }
        }

        values.Set(rest[start..end]);
        return FieldState.Present;
    }

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> path)
    {
        var trimmed = path.TrimEnd('/');
        return trimmed.IsEmpty ? trimmed : trimmed[1..];
    }
}
