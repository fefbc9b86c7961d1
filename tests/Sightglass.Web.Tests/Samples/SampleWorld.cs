using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Cluster;
using Sightglass.Configuration.Entities;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Nodes;

namespace Sightglass.Web.Tests.Samples;

/// <summary>A shop behind a gateway: the entities the samples are about.</summary>
internal static class SampleWorld
{
    public static readonly Guid Plane = Guid.Parse("81bc4af5-0000-4000-8000-000000000001");
    public static readonly Guid OtherPlane = Guid.Parse("81bc4af5-0000-4000-8000-000000000002");
    public static readonly Guid OrdersService = Guid.Parse("0a000000-0000-4000-8000-000000000001");
    public static readonly Guid PaymentsService = Guid.Parse("0a000000-0000-4000-8000-000000000002");
    public static readonly Guid InventoryService = Guid.Parse("0a000000-0000-4000-8000-000000000003");
    public static readonly Guid OrdersRoute = Guid.Parse("0b000000-0000-4000-8000-000000000001");
    public static readonly Guid PaymentsRoute = Guid.Parse("0b000000-0000-4000-8000-000000000002");
    public static readonly Guid InventoryRoute = Guid.Parse("0b000000-0000-4000-8000-000000000003");
    public static readonly Guid KeyAuth = Guid.Parse("0c000000-0000-4000-8000-000000000001");
    public static readonly Guid RateLimiting = Guid.Parse("0c000000-0000-4000-8000-000000000002");
    public static readonly Guid HttpLog = Guid.Parse("0c000000-0000-4000-8000-000000000003");
    public static readonly Guid OpenIdConnect = Guid.Parse("0c000000-0000-4000-8000-000000000004");
    public static readonly Guid RequestTransformer = Guid.Parse("0c000000-0000-4000-8000-000000000005");
    public static readonly Guid Node1 = Guid.Parse("5c1b0f0e-0000-4000-8000-000000000001");
    public static readonly Guid Node2 = Guid.Parse("5c1b0f0e-0000-4000-8000-000000000002");
    public static readonly Guid OldNode = Guid.Parse("5c1b0f0e-0000-4000-8000-000000000003");

    public static readonly GatewayConfiguration Configuration = new()
    {
        Hash = "9f4c1d3b6a0e4f5d8c7b2a1908172635",
        Services =
        [
            new ServiceConfig { Id = OrdersService, Name = "orders", Host = "orders.upstream", Port = 8080, Tags = ["shop"] },
            new ServiceConfig { Id = PaymentsService, Name = "payments", Protocol = "https", Host = "payments.upstream", Port = 8443, Path = "/api", Tags = ["shop", "pci"] },
            new ServiceConfig { Id = InventoryService, Name = "inventory", Host = "inventory.internal", Retries = 2 },
        ],
        Routes =
        [
            new RouteConfig { Id = OrdersRoute, Name = "orders-v1", Service = OrdersService, Paths = ["/orders"], Hosts = ["api.example.com"] },
            new RouteConfig { Id = PaymentsRoute, Name = "payments-create", Service = PaymentsService, Methods = ["POST"], Paths = ["/payments"] },
            new RouteConfig { Id = InventoryRoute, Name = "inventory", Service = InventoryService, Methods = ["GET", "PUT", "POST"], Paths = ["/inventory", "~/items/(?<id>[0-9]+)$"] },
        ],
        Plugins =
        [
            new PluginConfig { Id = KeyAuth, Name = "key-auth", Config = [], Service = OrdersService },
            new PluginConfig { Id = RateLimiting, Name = "rate-limiting", InstanceName = "per-consumer", Config = new JsonObject { ["minute"] = 600 } },
            new PluginConfig { Id = HttpLog, Name = "http-log", Config = [], Enabled = false },
            new PluginConfig { Id = OpenIdConnect, Name = "openid-connect", Config = [], Route = InventoryRoute },
        ],
    };

    public static ControlPlaneInfo PlaneInfo(Guid id, string name, string clusterType, DateTimeOffset now) => new()
    {
        Id = id,
        Name = name,
        Description = name == "shop" ? "Everything customers buy with." : null,
        Labels = ImmutableDictionary<string, string>.Empty.Add("env", "production"),
        Config = new ControlPlaneConfig
        {
            ControlPlaneEndpoint = "https://localhost:8005",
            TelemetryEndpoint = "https://localhost:8006",
            ClusterType = clusterType,
            AuthType = AuthType.Pinned,
        },
        CreatedAt = now.AddDays(-30),
        UpdatedAt = now.AddDays(-2),
    };

    public static ImmutableArray<Node> Nodes(DateTimeOffset now) =>
    [
        Node(Node1, "edge-1", "3.14.0", now.AddSeconds(-4), online: true, Capabilities.DebugTraces, Capabilities.ConfigDelta),
        Node(Node2, "edge-2", "3.14.0", now.AddSeconds(-11), online: true, Capabilities.DebugTraces, Capabilities.ConfigDelta),
        Node(OldNode, "edge-old", "3.8.0", now.AddHours(-3), online: false),
    ];

    private static Node Node(Guid id, string name, string version, DateTimeOffset ping, bool online, params string[] capabilities) => new()
    {
        Id = id,
        Hostname = name,
        Version = version,
        Capabilities = [.. capabilities],
        ConfigHash = Configuration.Hash,
        LastPing = ping,
        CreatedAt = ping.AddDays(-10),
        UpdatedAt = ping,
        Online = online,
        InSync = online,
    };
}
