using System.Globalization;
using System.Text;

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

    internal const int DefaultSize = 100;
    private const int MaxSize = 1000;

    internal bool TrySize(out int size)
    {
        size = DefaultSize;
        return Size is null
            || int.TryParse(Size, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size is >= 1 and <= MaxSize;
    }

    internal bool TryOffset(out Guid after, out string problem)
    {
        after = default;
        problem = "";
        if (Offset is null)
        {
            return true;
        }

        var bytes = new byte[Offset.Length];
        if (!Convert.TryFromBase64String(Offset, bytes, out var length))
        {
            problem = "bad base64 encoding";
            return false;
        }

        if (!Guid.TryParseExact(Encoding.ASCII.GetString(bytes, 0, length), "D", out after))
        {
            problem = "not a token of this list";
            return false;
        }

        return true;
    }

    internal static string Token(Guid next) => Convert.ToBase64String(Encoding.ASCII.GetBytes(next.ToString()));
}
