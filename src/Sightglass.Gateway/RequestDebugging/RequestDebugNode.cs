using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Sightglass.Gateway.RequestDebugging;

/// <summary>A node of the output: how long a step took, over all times that it was taken, and the steps inside it.</summary>
internal sealed class RequestDebugNode
{
    private readonly SortedDictionary<string, RequestDebugNode> _children = new(StringComparer.Ordinal);
    private long? _ticks;

    /// <summary>Whether a name was found in the cache; null where no name was looked up.</summary>
    public bool? CacheHit { get; set; }

    /// <summary>The time in hundredths of a millisecond, rounded down.</summary>
    public long Hundredths => (_ticks ?? 0) * 100_000 / Stopwatch.Frequency;

    public bool HasChildren => _children.Count > 0;

    /// <summary>The step of that name inside this one.</summary>
    public RequestDebugNode Child(string name)
    {
        if (!_children.TryGetValue(name, out var child))
        {
            _children.Add(name, child = new RequestDebugNode());
        }

        return child;
    }

    public RequestDebugNode Add(long ticks)
    {
        _ticks = (_ticks ?? 0) + Math.Max(0, ticks);
        return this;
    }

    /// <summary>Takes out what was counted and belongs elsewhere.</summary>
    public void Subtract(long ticks) => _ticks = Math.Max(0, (_ticks ?? 0) - ticks);

    /// <summary>The time of all steps inside this one, but for those of one name.</summary>
    public long HundredthsOfChildren(string except) => _children.Where(child => child.Key != except).Sum(child => child.Value.Hundredths);

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (HasChildren)
        {
            json["child"] = new JsonObject(_children.Select(child => KeyValuePair.Create<string, JsonNode?>(child.Key, child.Value.ToJson())));
        }

        if (_ticks is not null)
        {
            json["total_time"] = Milliseconds(Hundredths);
        }

        if (CacheHit is { } hit)
        {
            json["cache_hit"] = hit;
        }

        return json;
    }

    public static decimal Milliseconds(long hundredths) => hundredths / 100m;
}
