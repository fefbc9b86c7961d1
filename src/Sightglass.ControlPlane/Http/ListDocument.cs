using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Sightglass.ControlPlane.Http;

/// <summary>A list in the newer shape: <c>{data, meta: {page}}</c>.</summary>
internal sealed record ListDocument<T>(ImmutableArray<T> Data, ListMeta Meta)
{
    public static ListDocument<T> From(NumberedPage<T> page) =>
        new(page.Items, new ListMeta(new PageMeta { Number = page.Number, Size = page.Size, Total = page.Total }));

    public static ListDocument<T> From(Page<T> page, int size) =>
        new(page.Items, new ListMeta(new PageMeta { Next = page.Next, Previous = page.Previous, Size = size, Total = page.Total }));
}

internal sealed record ListMeta(PageMeta Page);

/// <summary>Where the part lies: by number, or between two cursors.</summary>
internal sealed record PageMeta
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Number { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Next { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Previous { get; init; }

    public required int Size { get; init; }

    public required int Total { get; init; }
}
