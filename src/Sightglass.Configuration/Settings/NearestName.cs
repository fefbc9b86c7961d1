using Sightglass.Expressions.Fields;

namespace Sightglass.Configuration.Settings;

/// <summary>Finds the setting that was probably meant.</summary>
internal static class NearestName
{
    // Longer names are not typing errors, and comparing takes quadratic time.
    private const int MaxLength = 128;

    /// <summary>The nearest candidate, if no more than about a third of the name's characters differ.</summary>
    public static string? Of(string name, IEnumerable<string> candidates) => name.Length > MaxLength
        ? null
        : candidates
            .Select(candidate => (Name: candidate, Distance: EditDistance.Between(name, candidate)))
            .Where(candidate => candidate.Distance <= Math.Max(2, name.Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
}
