using System.Globalization;

namespace Sightglass.Configuration.Store;

/// <summary>Which entities of a type, and which page of them; texts as they came with the request.</summary>
public sealed record ListQuery
{
    /// <summary>Entities a page, 1–1000; null for 100.</summary>
    public string? Size { get; init; }

    /// <summary>The token of the page before; null for the first.</summary>
    public string? Offset { get; init; }

    /// <summary><c>a,b</c> for all of, <c>a/b</c> for any of at most five tags; null for all entities.</summary>
    public string? Tags { get; init; }

    /// <summary>Only children of this parent.</summary>
    public ParentScope? Parent { get; init; }

    /// <summary>Only entities whose fields have these values, for example <c>custom_id</c>.</summary>
    public IReadOnlyDictionary<string, string> Where { get; init; } = new Dictionary<string, string>();

    /// <summary>Only entities of which the text of these fields contains these values, without regard to case.</summary>
    public IReadOnlyDictionary<string, string> Containing { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the entity created last comes first, as targets are listed. Otherwise the order is that of the ids.</summary>
    public bool NewestFirst { get; init; }

    internal const int DefaultSize = 100;
    private const int MaxSize = 1000;

    internal bool TrySize(out int size, out string problem)
    {
        size = DefaultSize;
        problem = "";
        if (Size is null || int.TryParse(Size, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size is >= 1 and <= MaxSize)
        {
            return true;
        }

        problem = double.TryParse(Size, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? $"size must be an integer between 1 and {MaxSize}"
            : "size must be a number";
        return false;
    }

    internal bool TryOffset(out Guid from, out string problem)
    {
        from = default;
        problem = "";
        if (Offset is null)
        {
            return true;
        }

        if (PageToken.TryRead(Offset, out var text, out problem) && text is ['[', '"', .. var id, '"', ']'] && Guid.TryParseExact(id, "D", out from))
        {
            return true;
        }

        problem = problem.Length > 0 ? problem : PageToken.Foreign;
        return false;
    }

    internal bool TryPosition(out int at, out string problem)
    {
        at = 0;
        problem = "expected a position in the list";
        return Offset is null || int.TryParse(Offset, NumberStyles.None, CultureInfo.InvariantCulture, out at);
    }

    internal static string Position(int at) => at.ToString(CultureInfo.InvariantCulture);

    internal static string Token(Guid next) => PageToken.Of($"[\"{next}\"]");
}
