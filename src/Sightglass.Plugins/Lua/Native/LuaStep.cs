namespace Sightglass.Plugins.Lua.Native;

/// <summary>How a resumed thread came back.</summary>
internal enum LuaStep
{
    /// <summary>It is done.</summary>
    Finished,

    /// <summary>It asks for something: the values are on its stack.</summary>
    Yielded,

    /// <summary>It has computed for long; it goes on when resumed with nothing.</summary>
    Preempted,

    /// <summary>An error: the value is on its stack.</summary>
    Failed,
}
