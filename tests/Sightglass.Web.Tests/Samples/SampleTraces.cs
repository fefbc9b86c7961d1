using System.Collections.Immutable;
using System.Globalization;
using Sightglass.Tracing.Model;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.Web.Tests.Samples;

/// <summary>Requests as they happen: fine, refused, retried, failed, slow, enormous.</summary>
internal static class SampleTraces
{
    public static string RequestId(int number) => number.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>A request that was authenticated, rate-limited and proxied.</summary>
    public static Trace Fine(int number, long start, double slow = 1)
    {
        var b = new TraceBuilder(RequestId(number)) { Start = start };
        var upstream = 8_200 * slow;
        var end = 2_640 + upstream + 460;
        var root = b.Add("kong", 0, end, attributes: Root("GET", $"/orders/{number}", 200, 200, SampleWorld.OrdersRoute, SampleWorld.OrdersService));
        b.Add("kong.read_client_http_headers", 0, 84, root, null, ("proxy.kong.http_headers_count", 11), ("proxy.kong.http_headers_size", 642));
        b.Add("kong.phase.rewrite", 90, 131, root);
        var access = b.Add("kong.phase.access", 134, 2_210, root);
        b.Add("kong.router", 136, 158, access, null, Router(SampleWorld.OrdersRoute, SampleWorld.OrdersService));
        b.Add("kong.access.plugin.key-auth", 164, 292, access, null, ("proxy.kong.plugin.instance_id", SampleWorld.KeyAuth.ToString()));
        var limit = b.Add("kong.access.plugin.rate-limiting", 296, 2_180, access, null, ("proxy.kong.plugin.instance_id", SampleWorld.RateLimiting.ToString()));
        b.Add("kong.io.socket.connect", 320, 702, limit, null, ("network.peer.address", "10.4.0.12"), ("network.protocol.name", "redis"));
        b.Add("kong.io.redis.eval", 710, 2_130, limit, null, ("network.peer.address", "10.4.0.12"), ("network.protocol.name", "redis"));
        var selection = b.Add("kong.upstream.selection", 2_220, 2_580, root, null, ("proxy.kong.upstream.lb_algorithm", "round-robin"));
        b.Add("kong.upstream.find_upstream", 2_226, 2_578, selection, null, Attempt("orders-1.internal", "10.2.0.31", 8080, 1, keepalive: true));
        b.Add("kong.send_request_to_upstream", 2_584, 2_640, root);
        b.Add("kong.read_headers_from_upstream", 2_640, 2_640 + (upstream * 0.8), root);
        var filter = b.Add("kong.phase.header_filter", 2_644 + (upstream * 0.8), 2_760 + (upstream * 0.8), root);
        b.Add("kong.header_filter.plugin.rate-limiting", 2_660 + (upstream * 0.8), 2_690 + (upstream * 0.8), filter, null, ("proxy.kong.plugin.instance_id", SampleWorld.RateLimiting.ToString()));
        b.Add("kong.read_body_from_upstream", 2_762 + (upstream * 0.8), 2_640 + upstream + 150, root);
        b.Add("kong.phase.body_filter", 2_764 + (upstream * 0.8), 2_640 + upstream + 160, root);
        b.Add("kong.wait_for_client_read", 2_640 + upstream + 165, end, root);
        var log = b.Add("kong.phase.log", end + 12, end + 240, root);
        b.Add("kong.log.plugin.http-log", end + 20, end + 230, log, null, ("proxy.kong.plugin.instance_id", SampleWorld.HttpLog.ToString()));
        return b.Latency(client: 84 + 295, upstream: upstream + 350, redis: 1_420, tcpSock: 382).Build();
    }

    /// <summary>Both targets refuse: 503 after two attempts.</summary>
    public static Trace Unreachable(int number, long start)
    {
        var b = new TraceBuilder(RequestId(number)) { Start = start };
        var root = b.Add("kong", 0, 61_840, 0, "no upstream available", Root("POST", "/payments", 503, null, SampleWorld.PaymentsRoute, SampleWorld.PaymentsService));
        b.Add("kong.read_client_http_headers", 0, 96, root);
        b.Add("kong.read_client_http_body", 100, 410, root);
        b.Add("kong.phase.rewrite", 412, 430, root);
        var access = b.Add("kong.phase.access", 432, 960, root);
        b.Add("kong.router", 434, 449, access, null, Router(SampleWorld.PaymentsRoute, SampleWorld.PaymentsService));
        b.Add("kong.access.plugin.key-auth", 452, 580, access);
        var selection = b.Add("kong.upstream.selection", 966, 61_600, root, "no target left", ("proxy.kong.upstream.lb_algorithm", "least-connections"));
        var first = b.Add("kong.upstream.find_upstream", 970, 1_830, selection, "connection refused", Attempt("payments-1.internal", "10.2.0.41", 8443, 1, keepalive: false));
        b.Add("kong.dns", 974, 1_402, first, null,
            ("proxy.kong.dns.entry", """[{"name":"payments-1.internal","type":"A","server":"10.0.0.2","answers":[{"address":"10.2.0.41","ttl":30}]}]"""),
            ("proxy.kong.dns.domain", "payments-1.internal"));
        b.Add("kong.upstream.find_upstream", 1_840, 61_590, selection, "connect timed out after 60 ms", Attempt("payments-2.internal", "10.2.0.42", 8443, 2, keepalive: false));
        b.Add("kong.phase.header_filter", 61_640, 61_700, root);
        b.Add("kong.phase.body_filter", 61_704, 61_720, root);
        b.Add("kong.wait_for_client_read", 61_722, 61_840, root);
        return b.Latency(client: 96 + 310 + 118, upstream: 60_180, dns: 428).Build();
    }

    /// <summary>The first target fails, the second answers.</summary>
    public static Trace Retried(int number, long start)
    {
        var b = new TraceBuilder(RequestId(number)) { Start = start };
        var root = b.Add("kong", 0, 31_200, attributes: Root("GET", "/orders", 200, 200, SampleWorld.OrdersRoute, SampleWorld.OrdersService));
        b.Add("kong.read_client_http_headers", 0, 60, root);
        b.Add("kong.phase.rewrite", 61, 72, root);
        var access = b.Add("kong.phase.access", 74, 300, root);
        b.Add("kong.router", 76, 92, access, null, Router(SampleWorld.OrdersRoute, SampleWorld.OrdersService));
        b.Add("kong.access.plugin.key-auth", 95, 280, access);
        var selection = b.Add("kong.upstream.selection", 310, 21_000, root, null, ("proxy.kong.upstream.lb_algorithm", "round-robin"));
        b.Add("kong.upstream.find_upstream", 314, 20_320, selection, "connection reset while reading the response head", Attempt("orders-2.internal", "10.2.0.32", 8080, 1, keepalive: true));
        b.Add("kong.upstream.find_upstream", 20_330, 20_990, selection, null, Attempt("orders-1.internal", "10.2.0.31", 8080, 2, keepalive: false));
        b.Add("kong.send_request_to_upstream", 21_004, 21_040, root);
        b.Add("kong.read_headers_from_upstream", 21_040, 29_800, root);
        b.Add("kong.phase.header_filter", 29_805, 29_850, root);
        b.Add("kong.read_body_from_upstream", 29_855, 30_900, root);
        b.Add("kong.wait_for_client_read", 30_905, 31_200, root);
        return b.Latency(client: 355, upstream: 30_100).Build();
    }

    /// <summary>No key: 401 from key-auth.</summary>
    public static Trace Refused(int number, long start)
    {
        var b = new TraceBuilder(RequestId(number)) { Start = start };
        var root = b.Add("kong", 0, 610, attributes: Root("GET", "/orders", 401, null, SampleWorld.OrdersRoute, SampleWorld.OrdersService));
        b.Add("kong.read_client_http_headers", 0, 71, root);
        b.Add("kong.phase.rewrite", 74, 90, root);
        var access = b.Add("kong.phase.access", 92, 420, root);
        b.Add("kong.router", 94, 110, access, null, Router(SampleWorld.OrdersRoute, SampleWorld.OrdersService));
        b.Add("kong.access.plugin.key-auth", 113, 402, access, null,
            ("proxy.kong.plugin.instance_id", SampleWorld.KeyAuth.ToString()),
            ("proxy.kong.plugin.http.response.status_code", 401),
            ("proxy.kong.plugin.http.response.status_message", "No API key found in request"));
        b.Add("kong.phase.header_filter", 430, 470, root);
        b.Add("kong.wait_for_client_read", 475, 610, root);
        return b.Latency(client: 206).Build();
    }

    /// <summary>Nothing matches: 404.</summary>
    public static Trace NoRoute(int number, long start)
    {
        var b = new TraceBuilder(RequestId(number)) { Start = start };
        var root = b.Add("kong", 0, 300, attributes: Root("GET", "/favicon.ico", 404, null, null, null));
        b.Add("kong.read_client_http_headers", 0, 60, root);
        b.Add("kong.phase.rewrite", 64, 70, root);
        var access = b.Add("kong.phase.access", 74, 160, root);
        b.Add("kong.router", 76, 110, access, null, ("proxy.kong.router.matched", "no"), ("proxy.kong.router.cache_hit", "no"));
        b.Add("kong.wait_for_client_read", 180, 300, root);
        return b.Latency(client: 180).Build();
    }

    /// <summary>The upstream itself answers 500.</summary>
    public static Trace UpstreamError(int number, long start)
    {
        var b = new TraceBuilder(RequestId(number)) { Start = start };
        var root = b.Add("kong", 0, 1_480_000, attributes: Root("PUT", "/inventory/items/7781", 500, 500, SampleWorld.InventoryRoute, SampleWorld.InventoryService));
        b.Add("kong.read_client_http_headers", 0, 60, root);
        b.Add("kong.read_client_http_body", 64, 21_000, root);
        var access = b.Add("kong.phase.access", 21_010, 212_000, root);
        b.Add("kong.router", 21_012, 21_060, access, null, Router(SampleWorld.InventoryRoute, SampleWorld.InventoryService));
        var oidc = b.Add("kong.access.plugin.openid-connect", 21_070, 211_900, access, null, ("proxy.kong.plugin.instance_id", SampleWorld.OpenIdConnect.ToString()));
        b.Add("kong.dns", 21_100, 33_400, oidc, null, ("proxy.kong.dns.domain", "idp.example.com"));
        b.Add("kong.io.http.connect", 33_410, 88_000, oidc, null, ("network.peer.address", "203.0.113.9"), ("network.protocol.name", "http"));
        b.Add("kong.io.http.request", 88_010, 210_400, oidc, null, ("network.peer.address", "203.0.113.9"), ("url.full", "https://idp.example.com/introspect"), ("http.response.status_code", 200));
        var selection = b.Add("kong.upstream.selection", 212_010, 212_700, root);
        b.Add("kong.upstream.find_upstream", 212_020, 212_690, selection, null, Attempt("inventory.internal", "10.2.0.55", 80, 1, keepalive: true));
        b.Add("kong.send_request_to_upstream", 212_710, 213_000, root);
        b.Add("kong.read_headers_from_upstream", 213_000, 1_478_000, root);
        b.Add("kong.read_body_from_upstream", 1_478_010, 1_479_000, root);
        b.Add("kong.wait_for_client_read", 1_479_010, 1_480_000, root);
        return b.Latency(client: 21_900, upstream: 1_266_800, dns: 12_300, httpClient: 176_980).Build();
    }

    /// <summary>A plugin throws, the client gets 500.</summary>
    public static Trace PluginFailed(int number, long start)
    {
        var b = new TraceBuilder(RequestId(number)) { Start = start };
        var root = b.Add("kong", 0, 2_900, attributes: Root("GET", "/orders/17/invoice", 500, null, SampleWorld.OrdersRoute, SampleWorld.OrdersService));
        b.Add("kong.read_client_http_headers", 0, 60, root);
        var access = b.Add("kong.phase.access", 74, 2_500, root);
        b.Add("kong.router", 76, 110, access, null, Router(SampleWorld.OrdersRoute, SampleWorld.OrdersService));
        ImmutableArray<SpanEvent> events =
        [
            new("exception", start + 2_400_000,
            [
                KeyValuePair.Create("exception.type", AttributeValue.From("InvalidOperationException")),
                KeyValuePair.Create("exception.message", AttributeValue.From("The template 'invoice' has no field 'total'.")),
            ]),
        ];
        b.Add("kong.access.plugin.request-transformer", 120, 2_420, access, "", events, ("proxy.kong.plugin.instance_id", SampleWorld.RequestTransformer.ToString()));
        b.Add("kong.wait_for_client_read", 2_700, 2_900, root);
        return b.Latency(client: 260).Build();
    }

    /// <summary>10,000 spans: a plugin that asks a cache for every item of a list.</summary>
    public static Trace Enormous(int number, long start, int spans = 10_000)
    {
        var b = new TraceBuilder(RequestId(number)) { Start = start };
        var end = (spans * 90.0) + 4_000;
        var root = b.Add("kong", 0, end, attributes: Root("POST", "/inventory/bulk", 200, 200, SampleWorld.InventoryRoute, SampleWorld.InventoryService));
        b.Add("kong.read_client_http_headers", 0, 60, root);
        var access = b.Add("kong.phase.access", 74, end - 2_000, root);
        var plugin = b.Add("kong.access.plugin.bulk-lookup", 100, end - 2_100, access);
        double at = 120;
        var batch = plugin;
        for (var i = 4; i < spans - 2; i++)
        {
            if (i % 50 == 4)
            {
                batch = b.Add("kong.io.http.request", at, Math.Min(at + (49 * 90), end - 2_200), plugin);
                continue;
            }

            b.Add("kong.io.redis.get", at, at + 82, batch, i % 997 == 0 ? "LOADING Redis is loading the dataset in memory" : null, ("network.peer.address", "10.4.0.12"));
            at += 88;
        }

        b.Add("kong.read_headers_from_upstream", end - 1_900, end - 400, root);
        b.Add("kong.wait_for_client_read", end - 300, end, root);
        return b.Latency(client: 360, upstream: 1_500, redis: at * 0.9).Build();
    }

    private static (string, object)[] Root(string method, string path, int? status, int? upstream, Guid? route, Guid? service)
    {
        var attributes = new List<(string, object)>
        {
            ("url.full", "https://api.example.com" + path), ("url.scheme", "https"), ("client.address", "198.51.100.23"), ("client.port", 52114),
            ("http.request.method", method), ("http.request.header.host", "api.example.com"), ("network.protocol.name", "http"),
            ("network.protocol.version", "1.1"), ("proxy.kong.client_KA", true),
        };
        Add("http.response.status_code", status);
        Add("proxy.kong.upstream_status_code", upstream);
        Add("proxy.kong.route_id", route?.ToString());
        Add("proxy.kong.service_id", service?.ToString());
        return [.. attributes];

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                attributes.Add((name, value));
            }
        }
    }

    private static (string, object)[] Router(Guid route, Guid service) =>
    [
        ("proxy.kong.router.matched", "yes"), ("proxy.kong.router.route_id", route.ToString()), ("proxy.kong.router.service_id", service.ToString()),
        ("proxy.kong.router.cache_hit", "yes"),
    ];

    private static (string, object)[] Attempt(string name, string address, int port, int attempt, bool keepalive) =>
    [
        ("network.peer.name", name), ("network.peer.address", address), ("network.peer.port", port), ("try_count", attempt), ("keepalive", keepalive),
    ];
}
