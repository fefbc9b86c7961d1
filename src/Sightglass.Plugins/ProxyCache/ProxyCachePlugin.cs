using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Admin;

namespace Sightglass.Plugins.ProxyCache;

/// <summary>Keeps responses of upstreams in memory and answers with them (gateway.md 12.9).</summary>
internal sealed class ProxyCachePlugin(ResponseStore store) : Plugin
{
    private static readonly string[] Methods = ["HEAD", "GET", "POST", "PATCH", "PUT"];

    public ProxyCachePlugin()
        : this(new ResponseStore())
    {
    }

    public override string Name => "proxy-cache";

    public override int Priority => 100;

    public override PluginPhases Phases => PluginPhases.Access | PluginPhases.HeaderFilter | PluginPhases.BodyFilter;

    public override ImmutableArray<string> Protocols => PluginProtocols.All;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Numbers("response_code", "Statuses of responses that are kept."),
        Field.Texts("request_method", "Methods of requests that are answered from memory.", ["GET", "HEAD"], CheckMethod),
        Field.Texts("content_type", "Content types of responses that are kept, with exactly these parameters.", ["text/plain", "application/json"]),
        Field.Integer("cache_ttl", "Seconds that a response is fresh; more than 0.", -int.MaxValue, int.MaxValue, 300).Checked(CheckPositive),
        Field.Choice("strategy", "Where responses are kept: in the process.", null, "memory").Needed(),
        Field.Flag("cache_control", "Obey Cache-Control of requests and responses.", false),
        Field.Flag("ignore_uri_case", "Take paths for the same that differ in case only.", false),
        Field.Integer("storage_ttl", "Seconds that a response is kept at all, fresh or not; null for as long as it is fresh.", 0, int.MaxValue),
        Field.Record("memory", "The memory.", Field.Schema(
            Field.Text("dictionary_name", "Its name: instances with the same name share what they keep.", "kong_db_cache"))),
        Field.Texts("vary_query_params", "Query parameters that tell responses apart; null for all."),
        Field.Texts("vary_headers", "Request headers that tell responses apart; null for none."),
        Field.Record("response_headers", "Headers that say what the cache did.", Field.Schema(
            Field.Flag("age", "Seconds since the response was kept.", true),
            Field.Flag("X-Cache-Status", "Miss, Hit, Refresh or Bypass.", true),
            Field.Flag("X-Cache-Key", "The request's key.", true))));

    public override ImmutableArray<PluginEndpoint> AdminEndpoints { get; } = new CacheEndpoints(store).All;

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        var shown = config.Record("response_headers");
        return new ProxyCacheHandler(
            new ProxyCacheOptions
            {
                ResponseCodes = [.. config["response_code"]!.AsArray().Select(code => int.Parse(code!.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture))],
                RequestMethods = config.Texts("request_method"),
                ContentTypes = [.. config.Texts("content_type").Select(CacheableType.Parse).OfType<CacheableType>()],
                CacheTtl = config.Integer("cache_ttl"),
                StorageTtl = config.IntegerOrNull("storage_ttl"),
                CacheControl = config.Flag("cache_control"),
                IgnoreUriCase = config.Flag("ignore_uri_case"),
                VaryQueryParams = config.Texts("vary_query_params"),
                VaryHeaders = config.Texts("vary_headers"),
                Area = config.Record("memory").Text("dictionary_name")!,
                ShowAge = shown.Flag("age"),
                ShowStatus = shown.Flag("X-Cache-Status"),
                ShowKey = shown.Flag("X-Cache-Key"),
            },
            store);
    }

    private static FieldSchema Numbers(string name, string description) => new()
    {
        Name = name,
        Type = FieldType.Array,
        Description = description,
        Default = new JsonArray(200, 301, 404),
        Required = true,
        Length = (1, 1_000),
        Elements = new FieldSchema { Name = "elements", Type = FieldType.Integer, Required = true, Between = (100, 900) },
    };

    private static string? CheckMethod(JsonNode value) =>
        Methods.Contains(value.GetValue<string>()) ? null : $"expected one of: {string.Join(", ", Methods)}";

    private static string? CheckPositive(JsonNode value) =>
        value.ToJsonString()[0] is '-' or '0' ? "value must be greater than 0" : null;
}
