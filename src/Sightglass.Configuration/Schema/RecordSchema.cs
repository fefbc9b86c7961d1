using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Schema;

/// <summary>A set of fields and the rules that hold among them.</summary>
public sealed record RecordSchema
{
    public static readonly RecordSchema Empty = new() { Fields = [] };

    public required ImmutableArray<FieldSchema> Fields { get; init; }

    /// <summary>
    /// Rules over several fields. Each returns its problems as (field path, message); the path <c>@entity</c> is the whole record.
    /// </summary>
    public ImmutableArray<Func<JsonObject, IEnumerable<(string Path, string Message)>>> EntityChecks { get; init; } = [];
}
