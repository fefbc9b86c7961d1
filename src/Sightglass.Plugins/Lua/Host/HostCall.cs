using Sightglass.Plugins.Lua.Native;
using Sightglass.Plugins.Lua.Values;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>One call of a host function: its arguments and results.</summary>
internal readonly ref struct HostCall(LuaState state, nint thread)
{
    public LuaState State => state;

    public nint Thread => thread;

    public LuaRun Run => state.Run ?? throw new LuaException("the function cannot be called while chunks are loaded");

    /// <summary>The request.</summary>
    /// <exception cref="LuaException">There is none: the certificate phase.</exception>
    public PluginContext Context => Run.Context ?? throw new LuaException($"function cannot be called in {LuaPhases.Name(Run.Phase)} phase");

    public int Count => LuaNative.GetTop(thread);

    public bool IsNil(int index) => LuaNative.Type(thread, index) is LuaType.Nil or LuaType.None;

    public LuaType Type(int index) => LuaNative.Type(thread, index);

    public ReadOnlySpan<byte> Bytes(int index) => LuaNative.Type(thread, index) is LuaType.Text or LuaType.Number
        ? LuaValues.Bytes(thread, index)
        : throw Expected(index, "string");

    public string Text(int index) => LuaValues.Text(thread, index) ?? throw Expected(index, "string");

    public string? TextOrNull(int index) => IsNil(index) ? null : Text(index);

    public long Integer(int index)
    {
        unsafe
        {
            int isInteger;
            var value = LuaNative.ToInteger(thread, index, &isInteger);
            return isInteger != 0 ? value : throw Expected(index, "integer");
        }
    }

    public double Number(int index)
    {
        unsafe
        {
            int isNumber;
            var value = LuaNative.ToNumber(thread, index, &isNumber);
            return isNumber != 0 ? value : throw Expected(index, "number");
        }
    }

    public bool Flag(int index) => LuaNative.ToBoolean(thread, index) != 0;

    public object? Value(int index) => LuaValues.Read(thread, index);

    public int Return() => 0;

    public int Return(string? text)
    {
        if (text is null)
        {
            LuaNative.PushNil(thread);
        }
        else
        {
            LuaValues.PushText(thread, text);
        }

        return 1;
    }

    public int Return(ReadOnlySpan<byte> bytes)
    {
        LuaValues.PushBytes(thread, bytes);
        return 1;
    }

    public int Return(long number)
    {
        LuaNative.PushInteger(thread, number);
        return 1;
    }

    public int Return(double number)
    {
        LuaNative.PushNumber(thread, number);
        return 1;
    }

    public int Return(bool flag)
    {
        LuaNative.PushBoolean(thread, flag ? 1 : 0);
        return 1;
    }

    public int ReturnValue(object? value)
    {
        LuaValues.Push(thread, value);
        return 1;
    }

    /// <summary>Refuses the call outside of some phases.</summary>
    public void Only(PluginPhases phases)
    {
        if ((Run.Phase & phases) == 0)
        {
            throw new LuaException($"function cannot be called in {LuaPhases.Name(Run.Phase)} phase (only in: {LuaPhases.Names(phases)})");
        }
    }

    private LuaException Expected(int index, string type) =>
        new($"bad argument #{index} ({type} expected, got {LuaNative.Type(thread, index).ToString().ToLowerInvariant()})");
}
