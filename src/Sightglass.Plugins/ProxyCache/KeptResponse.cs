using Microsoft.Extensions.Primitives;

namespace Sightglass.Plugins.ProxyCache;

/// <summary>A response as it is kept.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Headers">Its headers, without those of the connection it came by.</param>
/// <param name="Body">Its body.</param>
/// <param name="StoredAt">When it was kept: Unix seconds.</param>
/// <param name="SecondsToLive">How long it is fresh by its own directives or the configuration.</param>
internal sealed record KeptResponse(
    int Status,
    KeyValuePair<string, StringValues>[] Headers,
    ReadOnlyMemory<byte> Body,
    long StoredAt,
    double SecondsToLive)
{
    /// <summary>Bytes it takes, about: what entries are counted by.</summary>
    public long Size { get; } = 512 + Body.Length + Headers.Sum(header => 64L + (2L * (header.Key.Length + header.Value.Sum(value => value?.Length ?? 0))));
}
