using System.Globalization;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;

namespace Sightglass.Plugins.RateLimiting;

/// <summary>The fields <c>second</c> to <c>year</c> of configurations.</summary>
internal static class LimitFields
{
    /// <summary>Every whole number up to here has a floating-point value of its own.</summary>
    private const double MaxLimit = 1e15;

    /// <param name="what">What is counted, for the docs.</param>
    public static FieldSchema[] All(string what) =>
    [
        Of("second", $"{what} per second"),
        Of("minute", $"{what} per minute"),
        Of("hour", $"{what} per hour"),
        Of("day", $"{what} per day"),
        Of("month", $"{what} per calendar month"),
        Of("year", $"{what} per calendar year"),
    ];

    public static IEnumerable<(Period Period, double Max)> Read(JsonObject config)
    {
        foreach (var period in Enum.GetValues<Period>())
        {
            if (config.NumberOrNull(Periods.Name(period)) is { } max)
            {
                yield return (period, max);
            }
        }
    }

    /// <summary>The first limit of a longer period that is below one of a shorter; null when there is none.</summary>
    public static string? OrderProblem(JsonObject config)
    {
        var limits = Read(config).ToList();
        foreach (var shorter in limits)
        {
            foreach (var longer in limits)
            {
                if (longer.Period > shorter.Period && longer.Max < shorter.Max)
                {
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"limit for {Periods.Name(longer.Period)}({longer.Max:F1}) cannot be lower than the limit for {Periods.Name(shorter.Period)}({shorter.Max:F1})");
                }
            }
        }

        return null;
    }

    /// <summary>What a configuration without any limit is told.</summary>
    /// <param name="prefix">What precedes the names of the fields.</param>
    public static string NoLimit(string prefix) =>
        $"at least one of these fields must be non-empty: {string.Join(", ", Enum.GetValues<Period>().Select(period => $"'{prefix}{Periods.Name(period)}'"))}";

    private static FieldSchema Of(string period, string meaning) =>
        Field.Number(period, $"{meaning}; more than 0.", -MaxLimit, MaxLimit)
            .Checked(value => value.ToJsonString()[0] == '-' || value.ToJsonString() is "0" or "0.0" ? "value must be greater than 0" : null);
}
