namespace Sightglass.Plugins.Lua.Native;

/// <summary>The interpreter's types, numbered as it does.</summary>
internal enum LuaType
{
    None = -1,
    Nil = 0,
    Boolean = 1,
    LightUserData = 2,
    Number = 3,
    Text = 4,
    Table = 5,
    Function = 6,
    UserData = 7,
    Thread = 8,
}
