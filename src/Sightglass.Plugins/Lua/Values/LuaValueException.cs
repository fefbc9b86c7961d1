namespace Sightglass.Plugins.Lua.Values;

/// <summary>A value cannot leave the interpreter. Whoever asked for it may say so in words of its own.</summary>
/// <param name="type">What it is: function, thread, userdata; or what a key is.</param>
/// <param name="isKey">Whether it is the key of a table.</param>
internal sealed class LuaValueException(string type, bool isKey) : LuaException(
    isKey ? "keys of tables that are kept or passed on must be text or numbers" : "functions and coroutines cannot be kept or passed on")
{
    public string Type => type;

    public bool IsKey => isKey;
}
