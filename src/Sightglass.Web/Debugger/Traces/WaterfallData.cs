using System.Text.Json.Serialization;

namespace Sightglass.Web.Debugger.Traces;

/// <summary>The waterfall as the script reads it: a column per fact, a place per row in pre-order. Times are nanoseconds.</summary>
internal sealed record WaterfallData
{
    /// <summary>Length of the time axis.</summary>
    public required long Total { get; init; }

    public required long ResponseEnd { get; init; }

    /// <summary>Every span name that occurs, once.</summary>
    public required string[] Names { get; init; }

    /// <summary>For each name, how many of its first characters are the quiet stem.</summary>
    public required int[] Stems { get; init; }

    public required CategoryData[] Categories { get; init; }

    /// <summary>For each row, the place of its name in <see cref="Names"/>.</summary>
    public required int[] Name { get; init; }

    public required string[] Ids { get; init; }

    public required int[] Depth { get; init; }

    public required int[] Length { get; init; }

    public required long[] Offset { get; init; }

    public required long[] DurationNs { get; init; }

    /// <summary>For each row, the place of its category in <see cref="Categories"/>.</summary>
    public required int[] Category { get; init; }

    /// <summary>1 for a failed span.</summary>
    public required int[] Failed { get; init; }

    public required int[] FailedBelow { get; init; }

    /// <summary>The critical path: for each stretch its row and its start. It ends where the next one starts, the last with the response.</summary>
    public required long[] Critical { get; init; }

    public static WaterfallData Create(Waterfall waterfall)
    {
        var rows = waterfall.Rows;
        var places = new Dictionary<string, int>();
        var name = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var text = rows[i].Span.Name;
            if (!places.TryGetValue(text, out name[i]))
            {
                places[text] = name[i] = places.Count;
            }
        }

        var names = places.OrderBy(p => p.Value).Select(p => p.Key).ToArray();
        var categories = SpanCategories.All.Select((category, place) => (category, place)).ToDictionary(p => p.category, p => p.place);
        return new WaterfallData
        {
            Total = waterfall.Duration,
            ResponseEnd = waterfall.ResponseEnd,
            Names = names,
            Stems = [.. names.Select(n => SpanTitle.Of(n).Stem.Length)],
            Categories = [.. SpanCategories.All.Select(c => new CategoryData(c.Css(), c.Label(), c.Letter()))],
            Name = name,
            Ids = [.. rows.Select(r => r.Span.SpanId.ToHexString())],
            Depth = [.. rows.Select(r => r.Depth)],
            Length = [.. rows.Select(r => r.SubtreeLength)],
            Offset = [.. rows.Select(r => r.Offset)],
            DurationNs = [.. rows.Select(r => r.Span.Duration)],
            Category = [.. rows.Select(r => categories[r.Category])],
            Failed = [.. rows.Select(r => r.Failed ? 1 : 0)],
            FailedBelow = [.. rows.Select(r => r.FailedBelow)],
            Critical = [.. waterfall.Critical.SelectMany(s => new[] { s.Row, s.Start })],
        };
    }
}

/// <summary>A category as the script shows it.</summary>
internal sealed record CategoryData(string Css, string Label, string Letter);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WaterfallData))]
internal sealed partial class WaterfallJson : JsonSerializerContext;
