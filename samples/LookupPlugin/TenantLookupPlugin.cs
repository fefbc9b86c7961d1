using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;

namespace LookupPlugin;

/// <summary>Asks a service which plan a tenant has, and tells the upstream.</summary>
public sealed class TenantLookupPlugin : Plugin
{
    /// <summary>Kept by the plugin, not by a handler: connections outlive a change of the configuration.</summary>
    private readonly SharedClients<PluginHttpOptions, PluginHttpClient> _clients = new();

    /// <inheritdoc/>
    public override string Name => "tenant-lookup";

    /// <summary>After authentication, before rate-limiting.</summary>
    public override int Priority => 940;

    /// <inheritdoc/>
    public override PluginPhases Phases => PluginPhases.Access;

    /// <inheritdoc/>
    public override RecordSchema ConfigSchema { get; } = new()
    {
        Fields =
        [
            new FieldSchema
            {
                Name = "address",
                Type = FieldType.String,
                Required = true,
                Check = CheckAddress,
                Description = "Where to ask: the tenant's name is added to it.",
            },
            new FieldSchema
            {
                Name = "timeout",
                Type = FieldType.Integer,
                Default = JsonValue.Create(1_000),
                Required = true,
                Between = (1, 60_000),
                Description = "Milliseconds for the call.",
            },
            new FieldSchema
            {
                Name = "cache_ttl",
                Type = FieldType.Integer,
                Default = JsonValue.Create(60),
                Required = true,
                Between = (0, 86_400),
                Description = "Seconds that an answer is kept.",
            },
        ],
    };

    /// <inheritdoc/>
    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(services);
        var options = new PluginHttpOptions
        {
            Timeout = TimeSpan.FromMilliseconds(Number(instance.Config, "timeout")),
            MaxResponseBody = 64 * 1024,
        };
        return new TenantLookupHandler(
            new Uri(instance.Config["address"]!.GetValue<string>()),
            TimeSpan.FromSeconds(Number(instance.Config, "cache_ttl")),
            _clients.Borrow(options, made => new PluginHttpClient(made, services.NameResolver, services.Time)));
    }

    private static double Number(JsonObject config, string name) =>
        double.Parse(config[name]!.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);

    private static string? CheckAddress(JsonNode value) =>
        Uri.TryCreate(value.GetValue<string>(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.AbsolutePath.EndsWith('/')
            ? null
            : "expected an absolute http or https address that ends in /";
}
