using Sightglass.Plugins.Lua;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Templates;

/// <summary>Collects the Lua expressions of one handler's templates, to be compiled together.</summary>
internal sealed class TemplateExpressions
{
    private readonly List<LuaSources> _sources = [];

    /// <summary>Adds an expression.</summary>
    /// <returns>Its position in the program.</returns>
    /// <exception cref="FormatException">It is no Lua expression.</exception>
    public int Add(string expression)
    {
        // The line end lets an expression end in a comment.
        var source = $"return ({expression}\n)";
        if (LuaCheck.Problem(source, "chunk") is { } problem)
        {
            throw new FormatException($"'{expression}': {problem}");
        }

        _sources.Add(new LuaSources("template", [source]));
        return _sources.Count - 1;
    }

    public int Count => _sources.Count;

    /// <summary>What evaluates them; null when there are none.</summary>
    public LuaPool? Build(PluginInstance instance, PluginServices services, LuaHost host) => _sources.Count == 0 ? null : new LuaPool(new LuaProgram
    {
        Name = instance.Name,
        PluginId = instance.Id,
        Groups = [.. _sources],
        Environment = "templates",
        Services = services,
        Host = host,
        Log = services.LoggerFactory.CreateLogger(instance.Name),
    });
}
