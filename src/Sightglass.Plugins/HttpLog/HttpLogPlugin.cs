using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Logging;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Queues;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;

namespace Sightglass.Plugins.HttpLog;

/// <summary>Sends log records to an HTTP server (gateway.md 12.10).</summary>
/// <param name="host">What scripts share; one of its own when null.</param>
internal sealed class HttpLogPlugin(LuaHost? host = null) : Plugin
{
    /// <summary>Headers that the plugin sets itself.</summary>
    private static readonly string[] Managed = ["Host", "Content-Length", "Content-Type"];

    private readonly LuaHost _host = host ?? new LuaHost();

    private readonly SharedClients<PluginHttpOptions, PluginHttpClient> _clients = new();

    public override string Name => "http-log";

    public override int Priority => 12;

    public override PluginPhases Phases => PluginPhases.Log;

    public override ImmutableArray<string> Protocols => PluginProtocols.All;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Text("http_endpoint", "Where records are sent: an http or https address, with user information for Basic authorization if needed.").Needed().Hidden().Checked(CheckEndpoint),
        Field.Choice("method", "Method of the requests.", "POST", "POST", "PUT", "PATCH"),
        Field.Choice("content_type", "Content type of the requests.", "application/json", "application/json", "application/json; charset=utf-8"),
        Field.Number("timeout", "Milliseconds for a request.", 1, int.MaxValue, 10_000),
        Field.Number("keepalive", "Milliseconds that an idle connection is kept.", 0, int.MaxValue, 60_000),
        Field.Map("headers", "Further headers of the requests.").Hidden().Checked(CheckHeaders),
        CustomFields.Field(host ?? new LuaHost()),
        QueueOptions.Field,
        Field.Integer("queue_size", "Former name of queue.max_batch_size; counts when it is not 1.", 1, 1_000_000),
        Field.Number("flush_timeout", "Former name of queue.max_coalescing_delay, in seconds; counts when it is not 2.", 0, 3_600),
        Field.Integer("retry_count", "Without effect: how long records are retried is queue.max_retry_time.", 0, int.MaxValue))
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
        var queue = WithFormerNames(QueueOptions.Read(config.Record("queue")), config);
        var sender = new RecordSender(client, WithoutUser(endpoint), config.Text("method")!, Headers(config, endpoint))
        {
            AlwaysArray = queue.MaxBatchSize > 1,
        };
        return new HttpLogHandler(
            CustomFields.From(instance, services, _host),
            sender,
            new BatchQueue($"http-log {instance.Id}", queue, sender.SendAsync, services.Time, services.LoggerFactory.CreateLogger("http-log")));
    }

    private static QueueOptions WithFormerNames(QueueOptions queue, JsonObject config) => queue with
    {
        MaxBatchSize = config.IntegerOrNull("queue_size") is { } size and not 1 ? (int)size : queue.MaxBatchSize,
        MaxCoalescingDelay = config.NumberOrNull("flush_timeout") is { } seconds and not 2 ? TimeSpan.FromSeconds(seconds) : queue.MaxCoalescingDelay,
    };

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

            if (Managed.FirstOrDefault(managed => managed.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } managed)
            {
                return $"cannot contain '{managed}' header";
            }

            if (text!.GetValue<string>().Length == 0)
            {
                return "length must be at least 1";
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
            yield return ("config", "specifying both an 'Authorization' header and user info in 'http_endpoint' is not allowed");
        }
    }
}
