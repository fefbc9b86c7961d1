using Microsoft.Extensions.Primitives;
using Sightglass.Expressions.Fields;

namespace Sightglass.Gateway.Pipeline;

/// <summary>Header lines by the folded names that expressions use: lower case, <c>-</c> and <c>_</c> the same.</summary>
internal static class HeaderValues
{
    public static FieldState Read(RequestContext context, string folded, ref FieldValues values)
    {
        var found = StringValues.Empty;
        var headers = context.EnumerateRequestHeaders();
        while (headers.MoveNext())
        {
            var (name, lines) = headers.Current;
            if (IsNamed(name, folded))
            {
                found = found.Count == 0 ? lines : StringValues.Concat(found, lines);
            }
        }

        switch (found.Count)
        {
            case 0:
                return FieldState.Absent;
            case 1:
                values.Set(found[0]);
                return FieldState.Present;
            default:
                // The array behind the lines, not a copy of it.
                values.Set(((string?[]?)found).AsSpan());
                return FieldState.Present;
        }
    }

    private static bool IsNamed(string name, string folded)
    {
        if (name.Length != folded.Length)
        {
            return false;
        }

        for (var index = 0; index < name.Length; index++)
        {
            var character = name[index] == '-' ? '_' : char.ToLowerInvariant(name[index]);
            if (character != folded[index])
            {
                return false;
            }
        }

        return true;
    }
}
