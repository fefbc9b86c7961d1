using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Sightglass.Configuration.Entities;

namespace Sightglass.Configuration.Store;

/// <summary>One page of a list, in the order of ids, or why it was refused.</summary>
public sealed record EntityPage
{
    public ImmutableArray<Entity> Items { get; init; } = [];

    /// <summary>The token of the next page; null on the last.</summary>
    public string? Offset { get; init; }

    /// <summary>Why the query was refused; null when it was answered.</summary>
    public EntityError? Error { get; init; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>The path of the next page with the query's size and tags; null on the last.</summary>
    /// <param name="path">The list's path, for example <c>/services</c>.</param>
    /// <param name="query">The query this page answers.</param>
    public string? Next(string path, ListQuery query)
    {
        if (Offset is null)
        {
            return null;
        }

        var tags = query.Tags is { } t ? $"&tags={Uri.EscapeDataString(t)}" : "";
        var size = query.Size is { } s ? $"&size={s}" : "";
        return $"{path}?offset={Uri.EscapeDataString(Offset)}{tags}{size}";
    }
}
