namespace Sightglass.Plugins.Lua.Values;

/// <summary>JSON null, which unlike nil can stand in a table.</summary>
internal sealed class LuaNull
{
    public static readonly LuaNull Value = new();

    private LuaNull()
    {
    }

    public override string ToString() => "null";
}
