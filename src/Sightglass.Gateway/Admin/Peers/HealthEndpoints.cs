using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;
using Sightglass.Gateway.Admin.Collections;
using Sightglass.Gateway.Admin.Dispatch;
using Sightglass.Gateway.Admin.Store;
using Sightglass.Gateway.Health;

namespace Sightglass.Gateway.Admin.Peers;

/// <summary><c>/upstreams/{upstreams}/health</c> and setting targets healthy or unhealthy by hand. State is this node's alone.</summary>
internal sealed class HealthEndpoints
{
    private const string Upstream = "/upstreams/{upstreams}";
    private readonly EntityStore _store;
    private readonly IUpstreamHealth _health;
    private readonly Guid _nodeId;

    private HealthEndpoints(EntityStore store, IUpstreamHealth health, Guid nodeId) => (_store, _health, _nodeId) = (store, health, nodeId);

    public static void Add(EndpointTable table, EntityStore store, IUpstreamHealth health, Guid nodeId)
    {
        var endpoints = new HealthEndpoints(store, health, nodeId);
        table.Add("GET", $"{Upstream}/health", (request, _) => Task.FromResult(endpoints.Health(request)));
        foreach (var (word, healthy) in ((string, bool)[])[("healthy", true), ("unhealthy", false)])
        {
            table.Add("PUT", $"{Upstream}/targets/{{targets}}/{word}", (request, _) => Task.FromResult(endpoints.Set(request, healthy)));
            table.Add("PUT", $"{Upstream}/targets/{{targets}}/{{address}}/{word}", (request, _) => Task.FromResult(endpoints.Set(request, healthy)));
        }
    }

    private AdminAnswer Health(AdminRequest request)
    {
        var set = _store.Current;
        if (set.Find(EntityTypes.Upstreams, request.Arguments[0]) is not { } upstream)
        {
            return AdminAnswer.NotFound;
        }

        var health = _health.Get(upstream.Id);
        if (request.Flag("balancer_health"))
        {
            return health is null ? AdminAnswer.NotFound : AdminAnswer.Ok(new JsonObject
            {
                ["data"] = new JsonObject { ["id"] = upstream.Id.ToString(), ["health"] = health.Status.ToApiName() },
                ["next"] = null,
                ["node_id"] = _nodeId.ToString(),
            });
        }

        var query = request.ListQuery(new ParentScope("upstream", upstream.Id));
        var page = set.List(EntityTypes.Targets, query);
        if (!page.Succeeded)
        {
            return AdminAnswer.Refused(page.Error);
        }

        var body = EntityAnswers.Page(page.Items.Select(t => Target(t, health)), page.Next(request.Path, query), page.Offset);
        body["node_id"] = _nodeId.ToString();
        return AdminAnswer.Ok(body);
    }

    private AdminAnswer Set(AdminRequest request, bool healthy)
    {
        var set = _store.Current;
        var address = request.Arguments.Length > 2 ? request.Arguments[2] : null;
        return set.Find(EntityTypes.Upstreams, request.Arguments[0]) is { } upstream
            && set.Find(EntityTypes.Targets, request.Arguments[1], new ParentScope("upstream", upstream.Id)) is { } target
            && _health.TrySet(upstream.Id, target.Id, address, healthy)
            ? AdminAnswer.NoContent
            : AdminAnswer.NotFound;
    }

    private static JsonObject Target(Entity target, UpstreamHealthReport? upstream)
    {
        var json = target.ToJson();
        if (upstream?.Targets.FirstOrDefault(t => t.Target.Id == target.Id) is { } health)
        {
            json["health"] = health.Status.ToApiName();
            json["data"] = HealthJson.Of(health);
        }

        return json;
    }
}
