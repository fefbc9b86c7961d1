using System.Text.Json;
using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Verify;

/// <summary>Values that can only be certain ones.</summary>
internal static class ValueRules
{
    public static void Check(VerifiedTrace trace)
    {
        var tries = new Dictionary<int, long>();
        for (var index = 0; index < trace.Parents.Length; index++)
        {
            CheckYesOrNo(trace, index, AttributeKeys.ProxyKongRouterMatched);
            CheckYesOrNo(trace, index, AttributeKeys.ProxyKongRouterCacheHit);
            CheckMatch(trace, index);
            CheckStatusCode(trace, index);
            CheckNotNegative(trace, index);
            CheckTry(trace, index, tries);
            CheckJson(trace, index, AttributeKeys.ProxyKongDnsEntry, IsTry, "a JSON array of the tries");
            CheckJson(trace, index, AttributeKeys.ProxyKongLatencyNetIoTimings, IsPeer, "a JSON array of {ip, connect_time, rw_time}");
        }
    }

    private static void CheckYesOrNo(VerifiedTrace trace, int index, AttributeKey key)
    {
        if (trace.Trace.Spans[index].TryGet(key.Name, out var value) && value.ToString() is not ("yes" or "no"))
        {
            trace.Report(TraceRule.Value, index, $"{key} is '{value}', expected yes or no.");
        }
    }

    private static void CheckMatch(VerifiedTrace trace, int index)
    {
        var span = trace.Trace.Spans[index];
        if (!span.TryGet(AttributeKeys.ProxyKongRouterMatched.Name, out var matched))
        {
            return;
        }

        var hasRoute = span.TryGet(AttributeKeys.ProxyKongRouterRouteId.Name, out _);
        if (hasRoute != (matched.AsString == "yes"))
        {
            trace.Report(TraceRule.Value, index, $"{AttributeKeys.ProxyKongRouterMatched} is '{matched}', but a route is {(hasRoute ? "given" : "not given")}.");
        }
    }

    private static void CheckStatusCode(VerifiedTrace trace, int index)
    {
        foreach (var key in (AttributeKey[])[AttributeKeys.HttpResponseStatusCode, AttributeKeys.ProxyKongUpstreamStatusCode, AttributeKeys.ProxyKongPluginHttpResponseStatusCode])
        {
            if (trace.Trace.Spans[index].TryGet(key.Name, out var status) && status.Type == AttributeType.Int && status.AsInt is < 100 or > 599)
            {
                trace.Report(TraceRule.Value, index, $"{key} is {status}, expected 100 to 599.");
            }
        }
    }

    /// <summary>Sizes, counts, ports and durations: no number in the catalogue can be below 0.</summary>
    private static void CheckNotNegative(VerifiedTrace trace, int index)
    {
        foreach (var use in trace.Definitions[index]?.Attributes ?? [])
        {
            if (use.Key.Type == AttributeType.Int
                && trace.Trace.Spans[index].TryGet(use.Key.Name, out var value)
                && value.Type == AttributeType.Int
                && value.AsInt < 0)
            {
                trace.Report(TraceRule.Value, index, $"{use.Key} is {value}; it cannot be below 0.");
            }
        }
    }

    private static void CheckTry(VerifiedTrace trace, int index, Dictionary<int, long> tries)
    {
        if (!trace.Trace.Spans[index].TryGet(AttributeKeys.TryCount.Name, out var count))
        {
            return;
        }

        var expected = tries.GetValueOrDefault(trace.Parents[index]) + 1;
        tries[trace.Parents[index]] = expected;
        if (count.AsInt != expected)
        {
            trace.Report(TraceRule.Value, index, $"{AttributeKeys.TryCount} is {count}, expected {expected}.");
        }
    }

    private static void CheckJson(VerifiedTrace trace, int index, AttributeKey key, Func<JsonElement, bool> isItem, string expected)
    {
        if (!trace.Trace.Spans[index].TryGet(key.Name, out var text))
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(text.AsString);
            if (document.RootElement.ValueKind == JsonValueKind.Array && document.RootElement.EnumerateArray().All(isItem))
            {
                return;
            }
        }
        catch (JsonException)
        {
            // Reported below like any other text that is not what it must be.
        }

        trace.Report(TraceRule.Value, index, $"{key} is not {expected}: {text}");
    }

    private static bool IsTry(JsonElement item) => item.ValueKind == JsonValueKind.Object;

    private static bool IsPeer(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty("ip", out var ip) && ip.ValueKind == JsonValueKind.String
        && IsDuration(item, "connect_time")
        && IsDuration(item, "rw_time");

    private static bool IsDuration(JsonElement item, string name) =>
        item.TryGetProperty(name, out var time) && time.ValueKind == JsonValueKind.Number && time.TryGetInt64(out var nanoseconds) && nanoseconds >= 0;
}
