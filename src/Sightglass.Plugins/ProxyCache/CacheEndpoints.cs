using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Admin;

namespace Sightglass.Plugins.ProxyCache;

/// <summary>The Admin API's endpoints to look into what is kept, and to let go of it.</summary>
internal sealed class CacheEndpoints(ResponseStore store)
{
    private static readonly PluginEndpointAnswer NotFound = new(404);
    private static readonly PluginEndpointAnswer Done = new(204);

    public ImmutableArray<PluginEndpoint> All =>
    [
        new("DELETE", "/proxy-cache", (request, _) => new(Clear(request))),
        new("GET", "/proxy-cache/{key}", (request, _) => new(Show(request, request.Instances, request.Arguments[0]))),
        new("DELETE", "/proxy-cache/{key}", (request, _) => new(Remove(request, request.Instances, request.Arguments[0]))),
        new("GET", "/proxy-cache/{plugin}/caches/{key}", (request, _) => new(Show(request, OfInstance(request), request.Arguments[1]))),
        new("DELETE", "/proxy-cache/{plugin}/caches/{key}", (request, _) => new(Remove(request, OfInstance(request), request.Arguments[1]))),
    ];

    private static IEnumerable<PluginInstance> OfInstance(PluginEndpointRequest request) =>
        Guid.TryParse(request.Arguments[0], out var id) ? request.Instances.Where(instance => instance.Id == id) : [];

    private static string Area(PluginInstance instance) => instance.Config.Record("memory").Text("dictionary_name")!;

    private PluginEndpointAnswer Clear(PluginEndpointRequest request)
    {
        foreach (var area in request.Instances.Select(Area).Distinct())
        {
            store.Clear(area);
        }

        return Done;
    }

    private PluginEndpointAnswer Show(PluginEndpointRequest request, IEnumerable<PluginInstance> instances, string key)
    {
        foreach (var instance in instances)
        {
            if (store.TryGet(Area(instance), key, Now(request), out var kept))
            {
                return new PluginEndpointAnswer(200, Json(kept));
            }
        }

        return NotFound;
    }

    private PluginEndpointAnswer Remove(PluginEndpointRequest request, IEnumerable<PluginInstance> instances, string key) =>
        instances.Any(instance => store.Remove(Area(instance), key, Now(request))) ? Done : NotFound;

    private static long Now(PluginEndpointRequest request) => request.Time.GetUtcNow().ToUnixTimeSeconds();

    private static JsonObject Json(KeptResponse kept) => new()
    {
        ["status"] = kept.Status,
        ["headers"] = new JsonObject(kept.Headers.Select(header => KeyValuePair.Create(header.Key, Value(header.Value)))),

        // What is no text is shown as well as it can be.
        ["body"] = Encoding.UTF8.GetString(kept.Body.Span),
        ["body_len"] = kept.Body.Length,
        ["timestamp"] = kept.StoredAt,
        ["ttl"] = Math.Min(kept.SecondsToLive, int.MaxValue),
        ["version"] = 1,
    };

    private static JsonNode? Value(StringValues values) =>
        values.Count == 1 ? JsonValue.Create(values[0]) : new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
}
