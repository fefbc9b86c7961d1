using System.Text.RegularExpressions;

namespace Sightglass.ControlPlane.Http;

/// <summary>The rules of labels, which control planes and sessions share.</summary>
internal static partial class LabelRules
{
    private const int MaxLabels = 5;

    private static readonly string[] ReservedPrefixes = ["kong", "konnect", "insomnia", "mesh", "kic", "kuma", "_"];

    public static void Check(string field, IReadOnlyDictionary<string, string> labels, InvalidParameters errors)
    {
        errors.MaxItems(field, labels.Count, MaxLabels);
        foreach (var (key, value) in labels)
        {
            if (!Name().IsMatch(key))
            {
                errors.Add($"{field}.{key}", "is_label", "a key has 1 to 63 letters, digits, '-', '.' or '_' and starts and ends with a letter or digit");
            }
            else if (ReservedPrefixes.FirstOrDefault(prefix => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is { } reserved)
            {
                errors.Add($"{field}.{key}", "is_label", $"keys that start with '{reserved}' are reserved");
            }

            if (!Name().IsMatch(value))
            {
                errors.Add($"{field}.{key}", "is_label", "a value has 1 to 63 letters, digits, '-', '.' or '_' and starts and ends with a letter or digit");
            }
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex Name();
}
