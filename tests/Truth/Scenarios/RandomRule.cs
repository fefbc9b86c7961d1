using System.Globalization;

namespace Truth.Scenarios;

/// <summary>Rules that nobody would write, over fields and values that the requests of <see cref="SamplingTests"/> have.</summary>
internal sealed class RandomRule(Random random)
{
    private static readonly (string Field, string[] Values)[] Texts =
    [
        ("http.method", ["GET", "POST", "HEAD"]),
        ("http.path", ["/ok", "/fail", "/none", "/exit", "/"]),
        ("http.path.segments.0", ["ok", "fail"]),
        ("http.host", ["gateway.test", "other"]),
        ("net.protocol", ["http", "https"]),
        ("tls.sni", ["gateway.test"]),
        ("url.full", ["http", "https://gateway.test/ok", "exit"]),
        ("url.scheme", ["http", "https"]),
        ("client.address", ["127.0.0.1", "10.0.0.1"]),
        ("network.peer.address", ["127.0.0.1"]),
        ("server.address", ["127."]),
        ("network.protocol.name", ["http", "ws", "grpc"]),
        ("network.protocol.version", ["1.1", "2"]),
        ("http.request.method", ["GET", "POST"]),
        ("http.request.header.host", ["gateway.test"]),
        ("kong.request.id", ["0", "a", "7"]),
        ("tls.client.server_name", ["gateway.test"]),
        ("tls.resumed", ["true", "false"]),
        ("tls.client.subject", ["CN"]),
        ("tls.cipher", ["TLS_AES_256_GCM_SHA384", "TLS"]),
        ("tls.protocol.version", ["TLSv1.3"]),
        ("proxy.kong.consumer_id", ["a"]),
        ("proxy.kong.route.id", ["00000000-0000-4000-8000-000000000002", "0"]),
        ("proxy.kong.service_id", ["00000000-0000-4000-8000-000000000001", "0"]),
        ("proxy.kong.upstream_id", ["0"]),
        ("proxy.kong.client_KA", ["true", "false"]),
        ("proxy.kong.latency.net_io_timings", ["127.0.0.1", "connect_time"]),
        ("span[\"kong\"].status", ["unset", "error"]),
        ("span[\"kong.router\"].status", ["unset", "error"]),
        ("span[\"kong.header_filter.plugin.probe\"].status", ["unset", "error"]),
        ("span[\"kong.read_headers_from_upstream\"].status", ["unset", "error"]),
        ("span[\"kong.upstream.find_upstream\"].status", ["unset", "error"]),
        ("span[\"kong.nothing\"].status", ["unset"]),
    ];

    private static readonly (string Field, long[] Values)[] Numbers =
    [
        ("http.response.status_code", [101, 200, 403, 404, 500, 502, 503]),
        ("proxy.kong.upstream.status_code", [101, 200, 500]),
        ("http.path.segments.len", [0, 1, 2]),
        ("net.src.port", [0, 40_000]),
        ("net.dst.port", [80, 40_000]),
        ("client.port", [0, 40_000]),
        ("server.port", [40_000]),
        ("http.request.body.size", [0, 10]),
        ("http.request.size", [40, 60, 100]),
        ("http.response.body.size", [0, 5]),
        ("http.response.size", [0, 100, 200, 300]),
        ("proxy.kong.client.connection.request_count", [1, 2, 5]),
        ("proxy.kong.latency_total_ms", [0, 1, 2, 5]),
        ("proxy.kong.latency.total", [500_000, 1_000_000, 2_000_000]),
        ("proxy.kong.latency.internal", [100_000, 500_000]),
        ("proxy.kong.latency.upstream", [0, 200_000, 500_000]),
        ("proxy.kong.latency.client", [0, 20_000, 100_000]),
        ("proxy.kong.latency.3p.total_io", [0]),
        ("sightglass.dropped_spans", [0, 1]),
        ("span[\"kong\"].duration_ms", [0, 1, 2]),
        ("span[\"kong.phase.log\"].duration_ms", [0, 1]),
        ("span[\"kong.phase.access\"].duration_ms", [0, 1]),
        ("span[\"kong.upstream.find_upstream\"].duration_ms", [0, 1]),
        ("span[\"kong.nothing\"].duration_ms", [0]),
    ];

    public string Next(int depth = 3) => depth == 0 || random.Next(4) == 0
        ? Predicate()
        : random.Next(3) switch
        {
            0 => $"{Next(depth - 1)} && {Group(depth)}",
            1 => $"{Next(depth - 1)} || {Group(depth)}",
            _ => $"!({Next(depth - 1)})",
        };

    private string Group(int depth) => random.Next(2) == 0 ? $"({Next(depth - 1)})" : Next(depth - 1);

    private string Predicate()
    {
        switch (random.Next(8))
        {
            case < 4:
                var (text, texts) = Texts[random.Next(Texts.Length)];
                return $"{Any(text)} {Pick("==", "!=", "^=", "=^", "contains", "~")} \"{texts[random.Next(texts.Length)]}\"";
            case 4:
                return $"net.src.ip {Pick("in", "not in")} {Pick("127.0.0.0/8", "10.0.0.0/8", "::/0")}";
            default:
                var (number, numbers) = Numbers[random.Next(Numbers.Length)];
                return string.Create(CultureInfo.InvariantCulture, $"{Any(number)} {Pick("==", "!=", "<", "<=", ">", ">=")} {numbers[random.Next(numbers.Length)]}");
        }
    }

    private string Any(string field) => random.Next(4) == 0 ? $"any({field})" : field;

    private string Pick(params string[] of) => of[random.Next(of.Length)];
}
