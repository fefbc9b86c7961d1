using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Rules;

namespace Sightglass.Configuration.Store;

/// <summary>A <c>tags</c> query: all of, or any of.</summary>
internal sealed class TagFilter
{
    private const int MaxTags = 5;
    private readonly string[] _tags;
    private readonly bool _all;

    private TagFilter(string[] tags, bool all) => (_tags, _all) = (tags, all);

    public static bool TryParse(string text, [NotNullWhen(true)] out TagFilter? filter, out string problem)
    {
        filter = null;
        problem = "cannot be null";
        if (text.Length == 0)
        {
            return false;
        }

        problem = "invalid filter syntax";
        var all = text.Contains(',', StringComparison.Ordinal);
        if (all && text.Contains('/', StringComparison.Ordinal))
        {
            return false;
        }

        // A separator at the end counts for nothing.
        var separator = all ? ',' : '/';
        var tags = (text.EndsWith(separator) ? text[..^1] : text).Split(separator);
        if (tags.Any(t => t.Length == 0 || TextRules.Tag(t) is not null))
        {
            return false;
        }

        if (tags.Length > MaxTags)
        {
            problem = $"cannot query more than {MaxTags} tags";
            return false;
        }

        filter = new TagFilter(tags, all);
        return true;
    }

    public bool Matches(JsonObject entity)
    {
        var present = entity.Texts("tags").ToHashSet(StringComparer.Ordinal);
        return _all ? _tags.All(present.Contains) : _tags.Any(present.Contains);
    }
}
