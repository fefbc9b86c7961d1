namespace Sightglass.Configuration.Forms;

/// <summary>Splits names of form fields: <c>a.b[1].c</c> into its parts; <c>[]</c> is the list itself.</summary>
internal static class FormKey
{
    private const int MaxDepth = 16;
    private const int MaxLength = 1024;

    public static IReadOnlyList<string> Parse(string name)
    {
        if (name.Length is 0 or > MaxLength)
        {
            throw new FormatException($"a form field's name must have 1 to {MaxLength} characters");
        }

        var parts = new List<string>();
        foreach (var dotted in name.Split('.'))
        {
            var bracket = dotted.IndexOf('[', StringComparison.Ordinal);
            if (bracket < 0 || !dotted.EndsWith(']'))
            {
                parts.Add(dotted);
                continue;
            }

            if (bracket > 0)
            {
                parts.Add(dotted[..bracket]);
            }

            // The last character is the closing bracket of the last index.
            parts.AddRange(dotted[(bracket + 1)..^1].Split("][").Where(p => p.Length > 0));
        }

        return parts.Count is > 0 and <= MaxDepth
            ? parts
            : throw new FormatException($"form field '{name}' has more than {MaxDepth} levels, or none");
    }
}
