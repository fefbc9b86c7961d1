using System.Collections.Immutable;

namespace Sightglass.Tracing.Catalogue;

/// <summary>What the catalogue knows about one span, or about all spans of one pattern.</summary>
public sealed record SpanDefinition
{
    /// <summary>The name; its last segment is <c>{plugin}</c> or <c>{function}</c> where it stands for many.</summary>
    public required string Name { get; init; }

    public SpanKind Kind { get; init; } = SpanKind.Internal;

    public required SpanCategory Category { get; init; }

    /// <summary>One or two sentences for the viewer and the docs page.</summary>
    public required string Description { get; init; }

    /// <summary>The event at which the span starts.</summary>
    public required string Starts { get; init; }

    /// <summary>The event at which the span ends.</summary>
    public required string Ends { get; init; }

    /// <summary>The names (or patterns) of the spans it may stand under; empty for the root alone.</summary>
    public ImmutableArray<string> Parents { get; init; } = [];

    public ImmutableArray<AttributeUse> Attributes { get; init; } = [];

    /// <summary>
    /// Whether the span lies inside the root and its time inside <c>proxy.kong.latency.total</c>. Only the log phase and what is
    /// under it do not.
    /// </summary>
    public bool InTotal { get; init; } = true;

    /// <summary>Whether a parent may have several of it.</summary>
    public bool Repeats { get; init; }

    /// <summary>Whether the name stands for many spans.</summary>
    public bool IsPattern => Name[^1] == '}';

    /// <summary>The fixed part of the name.</summary>
    internal string Prefix => IsPattern ? Name[..Name.LastIndexOf('{')] : Name;

    /// <summary>Whether a span of this name is meant.</summary>
    public bool Matches(string name) =>
        IsPattern ? name.Length > Prefix.Length && name.StartsWith(Prefix, StringComparison.Ordinal) : name == Name;
}
