using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sightglass.Plugins.Lua.Native;

/// <summary>The interpreter's C API (Lua 5.4), as far as it is used here.</summary>
/// <remarks>
/// An error raised by one of these functions unwinds the native stack and must never cross a managed frame. The ones bound here raise
/// only when memory is refused, and memory is never refused while managed code runs (<see cref="LuaMemory.Enforced"/>).
/// </remarks>
internal static unsafe partial class LuaNative
{
    public const int RegistryIndex = -1_000_000 - 1000;
    public const int Ok = 0;
    public const int Yield = 1;
    public const int MaskCount = 8;

    private const string Library = "lua54";

    private static readonly nint Handle = NativeLibrary.Load(Library, typeof(LuaNative).Assembly, null);

    /// <summary>
    /// The address of <c>lua_error</c>, to be used as a hook: it ends what runs by an error that is raised in native code, with no managed
    /// frame in between.
    /// </summary>
    public static readonly nint ErrorAddress = NativeLibrary.GetExport(Handle, "lua_error");

    /// <summary>The opener of a standard library, for example <c>string</c>.</summary>
    public static nint Opener(string library) => NativeLibrary.GetExport(Handle, "luaopen_" + library);

    /// <summary>The position of a C closure's upvalue.</summary>
    public static int UpvalueIndex(int number) => RegistryIndex - number;

    [LibraryImport(Library, EntryPoint = "lua_newstate")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial nint NewState(delegate* unmanaged[Cdecl]<void*, void*, nuint, nuint, void*> allocate, void* data);

    [LibraryImport(Library, EntryPoint = "lua_close")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void Close(nint state);

    [LibraryImport(Library, EntryPoint = "luaL_requiref")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void Require(nint state, byte* name, nint opener, int global);

    [LibraryImport(Library, EntryPoint = "lua_gettop")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int GetTop(nint state);

    [LibraryImport(Library, EntryPoint = "lua_settop")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void SetTop(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_pushvalue")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void PushValue(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_copy")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void Copy(nint state, int from, int to);

    [LibraryImport(Library, EntryPoint = "lua_absindex")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int AbsIndex(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_checkstack")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int CheckStack(nint state, int count);

    [LibraryImport(Library, EntryPoint = "lua_type")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial LuaType Type(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_isinteger")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int IsInteger(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_tonumberx")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial double ToNumber(nint state, int index, int* isNumber);

    [LibraryImport(Library, EntryPoint = "lua_tointegerx")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial long ToInteger(nint state, int index, int* isInteger);

    [LibraryImport(Library, EntryPoint = "lua_toboolean")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int ToBoolean(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_tolstring")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial byte* ToText(nint state, int index, nuint* length);

    [LibraryImport(Library, EntryPoint = "lua_touserdata")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial nint ToUserData(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_tothread")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial nint ToThread(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_rawlen")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial ulong RawLength(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_pushnil")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void PushNil(nint state);

    [LibraryImport(Library, EntryPoint = "lua_pushboolean")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void PushBoolean(nint state, int value);

    [LibraryImport(Library, EntryPoint = "lua_pushnumber")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void PushNumber(nint state, double value);

    [LibraryImport(Library, EntryPoint = "lua_pushinteger")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void PushInteger(nint state, long value);

    [LibraryImport(Library, EntryPoint = "lua_pushlstring")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial byte* PushText(nint state, byte* text, nuint length);

    [LibraryImport(Library, EntryPoint = "lua_pushlightuserdata")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void PushLightUserData(nint state, nint value);

    [LibraryImport(Library, EntryPoint = "lua_pushcclosure")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void PushClosure(nint state, delegate* unmanaged[Cdecl]<nint, int> function, int upvalues);

    [LibraryImport(Library, EntryPoint = "lua_createtable")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void CreateTable(nint state, int items, int fields);

    [LibraryImport(Library, EntryPoint = "lua_rawget")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial LuaType RawGet(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_rawgeti")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial LuaType RawGetItem(nint state, int index, long item);

    [LibraryImport(Library, EntryPoint = "lua_rawset")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void RawSet(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_rawseti")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void RawSetItem(nint state, int index, long item);

    [LibraryImport(Library, EntryPoint = "lua_next")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Next(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_getmetatable")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int GetMetatable(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_setmetatable")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int SetMetatable(nint state, int index);

    [LibraryImport(Library, EntryPoint = "lua_setupvalue")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial byte* SetUpvalue(nint state, int function, int number);

    [LibraryImport(Library, EntryPoint = "luaL_loadbufferx")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Load(nint state, byte* source, nuint length, byte* name, byte* mode);

    [LibraryImport(Library, EntryPoint = "lua_pcallk")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int ProtectedCall(nint state, int arguments, int results, int handler, nint context, nint continuation);

    [LibraryImport(Library, EntryPoint = "luaL_ref")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Reference(nint state, int table);

    [LibraryImport(Library, EntryPoint = "luaL_unref")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void Unreference(nint state, int table, int reference);

    [LibraryImport(Library, EntryPoint = "lua_newthread")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial nint NewThread(nint state);

    [LibraryImport(Library, EntryPoint = "lua_resume")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Resume(nint state, nint from, int arguments, int* results);

    [LibraryImport(Library, EntryPoint = "lua_isyieldable")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int IsYieldable(nint state);

    [LibraryImport(Library, EntryPoint = "lua_yieldk")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int YieldFromHook(nint state, int results, nint context, nint continuation);

    [LibraryImport(Library, EntryPoint = "lua_sethook")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void SetHook(nint state, nint hook, int mask, int count);
}
