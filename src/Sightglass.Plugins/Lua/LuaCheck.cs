using Sightglass.Plugins.Lua.Native;

namespace Sightglass.Plugins.Lua;

/// <summary>Compiles chunks to see whether they are Lua. Runs nothing.</summary>
internal static class LuaCheck
{
    private static readonly Lock Gate = new();
    private static readonly Lazy<LuaState> State = new(() => new LuaState(new LuaLimits(), []));

    /// <summary>What is wrong with a source text; null when nothing.</summary>
    /// <param name="source">The text.</param>
    /// <param name="name">What messages call it; null to quote its first line.</param>
    public static string? Problem(string source, string? name = null)
    {
        lock (Gate)
        {
            if (State.Value.Compile(source, name) is { } problem)
            {
                // As the field's interpreter says it.
                return problem.EndsWith("near <eof>", StringComparison.Ordinal) ? $"{problem[..^5]}'<eof>'" : problem;
            }

            LuaState.Pop(State.Value.Main, 1);
            return null;
        }
    }
}
