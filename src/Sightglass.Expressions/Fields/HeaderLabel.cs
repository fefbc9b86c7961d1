namespace Sightglass.Expressions.Fields;

/// <summary>The labels of <c>http.headers.*</c>: header names in lower case with <c>-</c> and <c>_</c> folded together.</summary>
internal static class HeaderLabel
{
    public static string? Check(string written, out FieldLabel label)
    {
        label = new FieldLabel(Fold(written));
        return null;
    }

    private static string Fold(string name) => string.Create(name.Length, name, static (folded, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            folded[i] = source[i] == '-' ? '_' : char.ToLowerInvariant(source[i]);
        }
    });
}
