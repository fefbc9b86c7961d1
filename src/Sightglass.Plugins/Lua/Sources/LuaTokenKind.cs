namespace Sightglass.Plugins.Lua.Sources;

/// <summary>Kinds of tokens, as far as they matter for finding operands.</summary>
internal enum LuaTokenKind
{
    End,
    Name,
    Keyword,
    Number,
    Text,
    Symbol,
}
