using System.Reflection;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.OpenTelemetry.Export;
using Sightglass.Plugins.OpenTelemetry.Propagation;
using Sightglass.Plugins.Queues;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Model;

namespace Sightglass.Plugins.OpenTelemetry;

/// <summary>Hands traces on to upstreams, and exports spans and logs of requests by OTLP over HTTP (gateway.md 11 and 12.11).</summary>
internal sealed class OpenTelemetryPlugin : Plugin
{
    private const int MaxTimeout = int.MaxValue - 1;
    private static readonly string ProductVersion =
        typeof(OpenTelemetryPlugin).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private readonly SharedClients<PluginHttpOptions, PluginHttpClient> _clients = new();

    public override string Name => "opentelemetry";

    public override int Priority => 14;

    public override PluginPhases Phases => PluginPhases.Access | PluginPhases.HeaderFilter | PluginPhases.Log;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Url("traces_endpoint", "Where spans are sent: an http or https address. Null for nowhere, and then traces are not handed on either."),
        Url("logs_endpoint", "Where the logs of requests are sent. Null for nowhere."),
        Field.Map("headers", "Further headers of the requests to the endpoints.", CheckHeaderValue).Hidden() with
        {
            Keys = new FieldSchema { Name = "keys", Type = FieldType.String, Check = HeaderNames.Check },
        },
        Field.Map("resource_attributes", "Attributes of the resource, beside and over service.name, service.version and service.instance.id.", CheckAttribute),
        QueueOptions.Field with { Default = new JsonObject { ["max_batch_size"] = 200 } },
        Field.Integer("batch_span_count", "Former name of queue.max_batch_size; counts when it is not 200.", 1, 1_000_000),
        Field.Integer("batch_flush_delay", "Former name of queue.max_coalescing_delay, in seconds; counts when it is not 3.", 0, 3_600),
        Field.Integer("connect_timeout", "Milliseconds to connect to an endpoint.", 0, MaxTimeout, 1_000),
        Field.Integer("send_timeout", "Milliseconds to send a batch.", 0, MaxTimeout, 5_000),
        Field.Integer("read_timeout", "Milliseconds to wait for the answer.", 0, MaxTimeout, 5_000),
        Field.Text("http_response_header_for_traceid", "Header of responses that tells the trace id; null for none.").Checked(HeaderNames.Check),
        Field.Choice("header_type", "What propagation was before; counts while extract, clear and inject are null.", "preserve",
            "preserve", "ignore", "b3", "b3-single", "w3c", "jaeger", "ot", "aws", "gcp", "datadog") with
        {
            Required = false,
        },
        Field.Number("sampling_rate", "Share of requests whose spans are exported; null for tracing_sampling_rate.", 0, 1),
        PropagationOptions.Field,
        Url("endpoint", "Former name of traces_endpoint."))
        with
    {
        EntityChecks = [CheckEndpoints],
    };

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        var rate = config.NumberOrNull("sampling_rate");
        return new OpenTelemetryHandler(
            new OpenTelemetryOptions
            {
                Propagation = PropagationOptions.Read(config),
                TraceIdHeader = config.Text("http_response_header_for_traceid"),
                Instrumentations = services.TracingInstrumentations,
                SamplingRate = rate ?? services.TracingSamplingRate,
                NodeSamplingRate = services.TracingSamplingRate,
            },
            Exporter("traces", config.Text("traces_endpoint") ?? config.Text("endpoint")),
            Exporter("logs", config.Text("logs_endpoint")));

        OtlpExporter? Exporter(string signal, string? endpoint)
        {
            if (endpoint is null)
            {
                return null;
            }

            var client = _clients.Borrow(Options(config), made => new PluginHttpClient(made, services.NameResolver, services.Time));
            var log = services.LoggerFactory.CreateLogger(Name);
            return new OtlpExporter(
                client,
                new Uri(endpoint),
                Headers(config),
                OtlpItems.Resource(ResourceAttributes(config, services.NodeId)),
                send => new BatchQueue($"opentelemetry {instance.Id}:{signal}", Queue(config), send, services.Time, log));
        }
    }

    private static PluginHttpOptions Options(JsonObject config)
    {
        var connect = Milliseconds("connect_timeout");
        return new PluginHttpOptions
        {
            ConnectTimeout = connect,
            Timeout = connect + Milliseconds("send_timeout") + Milliseconds("read_timeout"),
            MaxResponseBody = 1024 * 1024,
        };

        TimeSpan Milliseconds(string field) => TimeSpan.FromMilliseconds(Math.Max(1, config.Integer(field)));
    }

    private static QueueOptions Queue(JsonObject config)
    {
        var queue = QueueOptions.Read(config.Record("queue"));
        return queue with
        {
            MaxBatchSize = config.IntegerOrNull("batch_span_count") is { } count and not 200 ? (int)count : queue.MaxBatchSize,
            MaxCoalescingDelay = config.IntegerOrNull("batch_flush_delay") is { } seconds and not 3 ? TimeSpan.FromSeconds(seconds) : queue.MaxCoalescingDelay,
        };
    }

    private static List<KeyValuePair<string, string>> Headers(JsonObject config)
    {
        var headers = config.Map("headers").ToList();
        if (!headers.Exists(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
        {
            headers.Add(new("Content-Type", "application/x-protobuf"));
        }

        return headers;
    }

    private static Dictionary<string, AttributeValue> ResourceAttributes(JsonObject config, Guid nodeId)
    {
        var attributes = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
        {
            ["service.name"] = AttributeValue.From("kong"),
            ["service.version"] = AttributeValue.From(ProductVersion),
            ["service.instance.id"] = AttributeValue.From(nodeId.ToString()),
        };
        foreach (var (name, value) in config.Map("resource_attributes"))
        {
            attributes[name] = AttributeValue.From(value);
        }

        return attributes;
    }

    private static FieldSchema Url(string name, string description) => Field.Text(name, description).Checked(CheckUrl) with { Referenceable = true };

    private static string? CheckUrl(JsonNode value)
    {
        var text = value.GetValue<string>();
        if (!text.Contains("//", StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri))
        {
            return "missing host in url";
        }

        if (!uri.IsAbsoluteUri)
        {
            return "missing scheme in url";
        }

        return uri.Host.Length == 0 ? "missing host in url" : uri.Scheme is "http" or "https" ? null : "expected an http or https address";
    }

    private static string? CheckHeaderValue(JsonNode value) =>
        HeaderNames.IsValidValue(value.GetValue<string>()) ? null : "contains characters that headers cannot have";

    private static string? CheckAttribute(JsonNode value) => value.GetValue<string>().Length == 0 ? "length must be at least 1" : null;

    private static IEnumerable<(string Path, string Message)> CheckEndpoints(JsonObject config)
    {
        if (config["traces_endpoint"] is null && config["logs_endpoint"] is null && config["endpoint"] is null)
        {
            yield return ("@entity", "at least one of these fields must be non-empty: 'config.traces_endpoint', 'config.logs_endpoint'");
        }
    }
}
