using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Rules;

namespace Sightglass.Configuration.Store;

public sealed partial class EntitySet
{
    /// <summary>One page of the tags entities carry.</summary>
    /// <param name="tag">Only this tag; null for all.</param>
    /// <param name="query">Size and offset of the page; nothing else of it counts.</param>
    public TagPage ListTags(string? tag, ListQuery query)
    {
        if (tag is not null && TextRules.Tag(tag) is not null)
        {
            return new TagPage { Error = EntityErrors.InvalidOption("tags", "invalid filter syntax") };
        }

        if (!query.TrySize(out var size, out var problem))
        {
            return new TagPage { Error = EntityErrors.InvalidSize(problem) };
        }

        TaggedEntity? first = null;
        if (query.Offset is { } offset && (first = TagPage.First(offset, out problem)) is null)
        {
            return new TagPage { Error = EntityErrors.InvalidOffset(offset, problem) };
        }

        var found = EntityTypes.All
            .SelectMany(All)
            .SelectMany(e => e.Fields.Texts("tags").Select(t => new TaggedEntity(t, e.Type.Name, e.Id)))
            .Where(t => (tag is null || t.Tag == tag) && (first is null || t.CompareTo(first) >= 0))
            .Order(Comparer<TaggedEntity>.Create((a, b) => a.CompareTo(b)))
            .Take(size + 1)
            .ToArray();
        return found.Length > size
            ? new TagPage { Items = [.. found[..size]], Offset = TagPage.Token(found[size]) }
            : new TagPage { Items = [.. found] };
    }
}
