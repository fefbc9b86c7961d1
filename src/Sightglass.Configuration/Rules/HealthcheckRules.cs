using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using static Sightglass.Configuration.Rules.SchemaFields;

namespace Sightglass.Configuration.Rules;

/// <summary>The <c>healthchecks</c> record of upstreams. 0 disables an interval or a counter.</summary>
internal static class HealthcheckRules
{
    public static readonly FieldSchema Field = Record("healthchecks", "Active probes and what real traffic says.",
        Number("threshold", "Percent of the weight that must be available.", 0, 100, 0),
        Record("active", "Probes the gateway sends.",
            Type(),
            Number("timeout", "Seconds for one probe.", 0, 65535, 1),
            Integer("concurrency", "Probes under way at once.", 1, 1L << 31, 10),
            Text("http_path", "Path of HTTP probes.", PathRules.Path) with { Default = "/", Required = true },
            Flag("https_verify_certificate", "Whether HTTPS probes verify the target's certificate.", true),
            Text("https_sni", "Server name of HTTPS probes.", HostRules.ServerName),
            Headers("headers", "Headers of HTTP probes."),
            Record("healthy", "What makes a target healthy.",
                Interval(),
                Counter("successes", "Successes that make a target healthy."),
                Statuses(200, 302)),
            Record("unhealthy", "What makes a target unhealthy.",
                [Interval(), .. Failures, Statuses(429, 404, 500, 501, 502, 503, 504, 505)])),
        Record("passive", "What real traffic says of a target.",
            Type(),
            Record("healthy", "What counts as success.",
                Counter("successes", "Successes that clear failure counters."),
                Statuses(200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308)),
            Record("unhealthy", "What makes a target unhealthy.",
                [.. Failures, Statuses(429, 500, 503)])));

    private static FieldSchema[] Failures =>
    [
        Counter("tcp_failures", "TCP failures that make a target unhealthy."),
        Counter("timeouts", "Timeouts that make a target unhealthy."),
        Counter("http_failures", "HTTP failures that make a target unhealthy."),
    ];

    private static FieldSchema Type() => Choice("type", "Kind of check.", "http", "tcp", "http", "https", "grpc", "grpcs");

    private static FieldSchema Interval() => Number("interval", "Seconds between probes; 0 for none.", 0, 65535, 0);

    private static FieldSchema Counter(string name, string description) => Integer(name, description, 0, 255, 0);

    private static FieldSchema Statuses(params int[] statuses) =>
        List("http_statuses", "Statuses that count.", Integer("", "", 100, 999)) with
        {
            Default = new JsonArray([.. statuses.Select(s => (JsonNode)s)]),
            Required = true,
        };
}
