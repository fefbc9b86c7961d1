using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Lua;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Functions;

/// <summary>Runs configured Lua chunks, before all other plugins or after them (gateway.md 12.12).</summary>
/// <param name="name">pre-function or post-function.</param>
/// <param name="priority">Its place in the order.</param>
/// <param name="host">What all scripts share.</param>
internal sealed class FunctionPlugin(string name, int priority, LuaHost host) : Plugin
{
    public override string Name => name;

    public override int Priority => priority;

    public override PluginPhases Phases =>
        PluginPhases.Certificate | PluginPhases.Rewrite | PluginPhases.Access | PluginPhases.HeaderFilter | PluginPhases.BodyFilter | PluginPhases.Log;

    public override ImmutableArray<string> Protocols => PluginProtocols.All;

    public override bool ConsumerScope => false;

    public override RecordSchema ConfigSchema { get; } = new()
    {
        Fields = [.. LuaPhases.All.Select(phase => ChunksField(phase, value => host.CheckChunk(value, $"error parsing {name}")))],
        EntityChecks = [CheckPresence],
    };

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var groups = ImmutableArray.CreateBuilder<LuaSources>();
        var positions = new Dictionary<PluginPhases, int>();
        foreach (var phase in LuaPhases.All)
        {
            var chunks = instance.Config.Texts(LuaPhases.Name(phase));
            if (chunks.Length > 0)
            {
                positions[phase] = groups.Count;
                groups.Add(new LuaSources($"{name} {LuaPhases.Name(phase)}", [.. chunks]));
            }
        }

        var pool = new LuaPool(new LuaProgram
        {
            Name = name,
            PluginId = instance.Id,
            Groups = groups.ToImmutable(),
            Environment = "functions",
            HasTimers = true,
            Services = services,
            Host = host,
            Log = services.LoggerFactory.CreateLogger(name),
        });
        return new FunctionHandler(pool, positions);
    }

    private static FieldSchema ChunksField(PluginPhases phase, Func<JsonNode, string?> check) => Field.Texts(
        LuaPhases.Name(phase),
        $"Lua chunks for the {LuaPhases.Name(phase)} phase, run in order.",
        [],
        check);

    private static IEnumerable<(string Path, string Message)> CheckPresence(JsonObject config)
    {
        if (LuaPhases.All.All(phase => config.Texts(LuaPhases.Name(phase)).Length == 0))
        {
            yield return ("@entity", $"at least one of these fields must be non-empty: {string.Join(", ", LuaPhases.All.Select(phase => $"'config.{LuaPhases.Name(phase)}'"))}");
        }
    }
}
