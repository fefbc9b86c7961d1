using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Lua;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Logging;

/// <summary>
/// Fields of the log record that Lua chunks compute (<c>custom_fields_by_lua</c>). A dotted name goes into nested objects; nil removes the
/// field. A chunk that fails leaves its field as it was.
/// </summary>
internal sealed class CustomFields : IAsyncDisposable
{
    private readonly string[] _names;
    private readonly LuaPool _pool;

    private CustomFields(string[] names, LuaPool pool)
    {
        _names = names;
        _pool = pool;
    }

    /// <summary>The field of a logging plugin's schema.</summary>
    public static FieldSchema Field(LuaHost host) =>
        Configuration.Field.Map("custom_fields_by_lua", "Fields of the record, each computed by a Lua chunk.", value => host.CheckChunk(value));

    /// <summary>The configured fields; null for none.</summary>
    public static CustomFields? From(PluginInstance instance, PluginServices services, LuaHost host)
    {
        var fields = instance.Config.Map("custom_fields_by_lua");
        return fields.Length == 0 ? null : new CustomFields([.. fields.Select(field => field.Key)], new LuaPool(new LuaProgram
        {
            Name = instance.Name,
            PluginId = instance.Id,
            Groups = [.. fields.Select(field => new LuaSources(field.Key, [field.Value]))],
            Environment = "functions",
            Services = services,
            Host = host,
            Log = services.LoggerFactory.CreateLogger(instance.Name),
        }));
    }

    public void Apply(PluginContext context)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            var run = new LuaRun { Program = _pool.Program, Group = i, Phase = PluginPhases.Log, Context = context };
            try
            {
                context.LogFields[_names[i]] = _pool.Evaluate(run);
            }
            catch (LuaException e)
            {
                LuaLog.Failed(context.Log, _pool.Program.Name, $"custom_fields_by_lua.{_names[i]}", e.Message);
            }
        }
    }

    public ValueTask DisposeAsync() => _pool.DisposeAsync();
}
