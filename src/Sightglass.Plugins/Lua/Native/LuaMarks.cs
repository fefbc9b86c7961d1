namespace Sightglass.Plugins.Lua.Native;

/// <summary>Values that scripts cannot make, by which the prelude and the host understand each other.</summary>
internal static class LuaMarks
{
    /// <summary>JSON null, and <c>ngx.null</c>. Scripts see it.</summary>
    public const nint Null = 0;

    /// <summary>A JSON list without items, which an empty table is not. Scripts see it.</summary>
    public const nint EmptyArray = 4;

    /// <summary>A host function failed; the message follows.</summary>
    public const nint Error = 1;

    /// <summary>Yielded: an operation to wait for; its number and arguments follow.</summary>
    public const nint Await = 2;

    /// <summary>Yielded: the run is over, because the response has been decided.</summary>
    public const nint Exit = 3;
}
