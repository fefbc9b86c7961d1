using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Json;

/// <summary>The names that kinds and statuses have in the API: in lower case.</summary>
internal static class JsonNames
{
    private static readonly string[] Kinds = [.. Enum.GetNames<SpanKind>().Select(name => name.ToLowerInvariant())];
    private static readonly string[] Statuses = [.. Enum.GetNames<SpanStatus>().Select(name => name.ToLowerInvariant())];

    public static string Of(SpanKind kind) => Kinds[(int)kind];

    public static string Of(SpanStatus status) => Statuses[(int)status];

    public static SpanKind? Kind(string name) => Array.IndexOf(Kinds, name) is var index and >= 0 ? (SpanKind)index : null;

    public static SpanStatus? Status(string name) => Array.IndexOf(Statuses, name) is var index and >= 0 ? (SpanStatus)index : null;
}
