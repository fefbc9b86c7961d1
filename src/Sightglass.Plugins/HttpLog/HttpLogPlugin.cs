using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Logging;
using Sightglass.Plugins.Queues;
using Sightglass.Plugins.Lua;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;

namespace Sightglass.Plugins.HttpLog;

/// <summary>Sends log records to an HTTP server (gateway.md 12.10).</summary>
/// <param name="host">What scripts share; one of its own when null.</param>
internal sealed class HttpLogPlugin(LuaHost? host = null) : Plugin
{
    private readonly LuaHost _host = host ?? new LuaHost();

    private readonly SharedClients<PluginHttpOptions, PluginHttpClient> _clients = new();

    public override string Name => "http-log";

    public override int Priority => 12;

    public override PluginPhases Phases => PluginPhases.Log;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Text("http_endpoint", "Where records are sent: an http or https address, with user information for Basic authorization if needed.").Needed().Hidden().Checked(CheckEndpoint),
        Field.Choice("method", "Method of the requests.", "POST", "POST", "PUT", "PATCH"),
        Field.Choice("content_type", "Content type of the requests.", "application/json", "application/json", "application/json; charset=utf-8"),
        Field.Number("timeout", "Milliseconds for a request.", 1, int.MaxValue, 10_000),
        Field.Number("keepalive", "Milliseconds that an idle connection is kept.", 0, int.MaxValue, 60_000),
        Field.Integer("retry_count", "Has no effect any more: see queue.max_retry_time.", 0, int.MaxValue),
        Field.Integer("queue_size", "Older name of queue.max_batch_size; counts unless it is 1.", 1, 1_000_000),
        Field.Number("flush_timeout", "Older name of queue.max_coalescing_delay; counts unless it is 2.", 0, 3_600),
        Field.Map("headers", "Further headers of the requests.").Hidden().Checked(CheckHeaders),
        CustomFields.Field(host ?? new LuaHost()),
        QueueOptions.Field)
        with
    {
        EntityChecks = [CheckAuthorization],
    };

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        var endpoint = new Uri(config.Text("http_endpoint")!);
        var options = new PluginHttpOptions
        {
            Timeout = TimeSpan.FromMilliseconds(config.Number("timeout")),
            KeepAlive = TimeSpan.FromMilliseconds(config.Number("keepalive")),
            MaxResponseBody = 1024 * 1024,
            Tls = TlsClientOptions.Unverified,
        };
        var client = _clients.Borrow(options, made => new PluginHttpClient(made, services.NameResolver, services.Time));
        var queue = WithOlderNames(QueueOptions.Read(config.Record("queue")), config);
        var sender = new RecordSender(client, WithoutUser(endpoint), config.Text("method")!, Headers(config, endpoint))
        {
            AlwaysArray = queue.MaxBatchSize > 1,
        };
        return new HttpLogHandler(
            CustomFields.From(instance, services, _host),
            sender,
            new BatchQueue($"http-log {instance.Id}", queue, sender.SendAsync, services.Time, services.LoggerFactory.CreateLogger("http-log")));
    }

    private static QueueOptions WithOlderNames(QueueOptions queue, JsonObject config)
    {
        if (config.IntegerOrNull("queue_size") is { } size and not 1)
        {
            queue = queue with { MaxBatchSize = (int)size };
        }

        return config["flush_timeout"] is not null && config.Number("flush_timeout") != 2
            ? queue with { MaxCoalescingDelay = TimeSpan.FromSeconds(config.Number("flush_timeout")) }
            : queue;
    }

    private static List<KeyValuePair<string, string>> Headers(JsonObject config, Uri endpoint)
    {
        var headers = new List<KeyValuePair<string, string>> { new("Content-Type", config.Text("content_type")!) };
        if (endpoint.UserInfo.Length > 0)
        {
            var credentials = Uri.UnescapeDataString(endpoint.UserInfo);
            headers.Add(new("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))));
        }

        headers.AddRange(config.Map("headers"));
        return headers;
    }

    private static Uri WithoutUser(Uri uri) => new(uri.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped));

    private static string? CheckEndpoint(JsonNode value) =>
        Uri.TryCreate(value.GetValue<string>(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0
            ? null
            : "expected an absolute http or https address";

    private static string? CheckHeaders(JsonNode value)
    {
        foreach (var (name, text) in value.AsObject())
        {
            if (!HeaderNames.IsValid(name))
            {
                return $"'{name}' is not a valid header";
            }

            if (name.ToLowerInvariant() is "host" or "content-length" or "content-type")
            {
                return $"cannot contain '{name}' header";
            }

            if (!HeaderNames.IsValidValue(text!.GetValue<string>()))
            {
                return $"the value of '{name}' contains characters that headers cannot have";
            }
        }

        return null;
    }

    private static IEnumerable<(string Path, string Message)> CheckAuthorization(JsonObject config)
    {
        if (Uri.TryCreate(config.Text("http_endpoint"), UriKind.Absolute, out var uri)
            && uri.UserInfo.Length > 0
            && config.Map("headers").Any(header => header.Key.Equals("authorization", StringComparison.OrdinalIgnoreCase)))
        {
            yield return ("@entity", "specifying both an 'Authorization' header and user info in 'http_endpoint' is not allowed");
        }
    }
}
