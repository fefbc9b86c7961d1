using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sightglass.Configuration.Store;

/// <summary>One page of tags, in the order of tag, type and id, or why it was refused.</summary>
public sealed record TagPage
{
    public ImmutableArray<TaggedEntity> Items { get; init; } = [];

    /// <summary>The token of the next page; null on the last.</summary>
    public string? Offset { get; init; }

    /// <summary>Why the query was refused; null when it was answered.</summary>
    public EntityError? Error { get; init; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>The path of the next page with the query's size; null on the last.</summary>
    public string? Next(string path, ListQuery query) => new EntityPage { Offset = Offset }.Next(path, query);

    internal static string Token(TaggedEntity first) => PageToken.Of($"{first.EntityId}/{first.EntityName}/{first.Tag}");

    /// <summary>The item a page begins with; null, with the problem, when the token is not one.</summary>
    internal static TaggedEntity? First(string offset, out string problem)
    {
        if (!PageToken.TryRead(offset, out var text, out problem))
        {
            return null;
        }

        problem = PageToken.Foreign;
        return text.Split('/') is [var id, var name, var tag] && Guid.TryParseExact(id, "D", out var guid) ? new TaggedEntity(tag, name, guid) : null;
    }
}
