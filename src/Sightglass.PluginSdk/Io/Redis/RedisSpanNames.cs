using System.Collections.Concurrent;
using Sightglass.Tracing.Catalogue;

namespace Sightglass.PluginSdk.Io.Redis;

/// <summary>Span names by command, made once. Command names may come from scripts, so there is a bound.</summary>
internal static class RedisSpanNames
{
    private const int MaxNames = 512;

    public static readonly SpanName Connect = SpanNames.Redis("connect");
    public static readonly SpanName Pipeline = SpanNames.Redis("commit_pipeline");

    private static readonly SpanName Other = SpanNames.Redis("other");
    private static readonly ConcurrentDictionary<string, SpanName> Names = new(StringComparer.OrdinalIgnoreCase);

    public static SpanName Of(ReadOnlySpan<RedisCommand> commands)
    {
        if (commands.Length != 1)
        {
            return Pipeline;
        }

        var name = commands[0].Name;
        if (Names.TryGetValue(name, out var known))
        {
            return known;
        }

        return Names.Count >= MaxNames || name.Length > 32
            ? Other
            : Names.GetOrAdd(name, static text => SpanNames.Redis(text.ToLowerInvariant()));
    }
}
