using System.Collections.Immutable;
using System.Reflection;

namespace Sightglass.Plugins.Lua;

/// <summary>The Lua side of the host, in the order it is loaded.</summary>
internal static class LuaPrelude
{
    public static ImmutableArray<LuaSources> Parts { get; } =
    [
        .. new[] { "1-base", "2-libraries", "3-modules", "4-kong", "5-ngx", "6-environment", "7-memory", "8-threads" }.Select(Read),
    ];

    private static LuaSources Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Lua.{name}")
            ?? throw new InvalidOperationException($"The prelude has no part '{name}'.");
        using var reader = new StreamReader(stream);
        return new LuaSources(name, [reader.ReadToEnd()]);
    }
}
