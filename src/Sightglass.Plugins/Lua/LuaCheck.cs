using System.Text.Json.Nodes;
using Sightglass.Plugins.Lua.Native;

namespace Sightglass.Plugins.Lua;

/// <summary>Compiles chunks to see whether they are Lua. Runs nothing.</summary>
internal static class LuaCheck
{
    private static readonly Lock Gate = new();
    private static readonly Lazy<LuaState> State = new(() => new LuaState(new LuaLimits(), []));

    /// <summary>The rule of a field that holds a chunk.</summary>
    public static string? Chunk(JsonNode value) => Problem(value.GetValue<string>()) is { } problem ? $"Error parsing function: {problem}" : null;

    /// <summary>What is wrong with a source text; null when nothing.</summary>
    public static string? Problem(string source)
    {
        lock (Gate)
        {
            if (State.Value.Compile(source, "chunk") is { } problem)
            {
                return problem;
            }

            LuaState.Pop(State.Value.Main, 1);
            return null;
        }
    }
}
