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
    /// <exception cref="LuaException">There is none: the certificate phase, or a timer.</exception>
    public PluginContext Context => Run.Context ?? throw Refused(Run.Phase, LuaPhaseRule.Request);

    public bool IsNil(int index) => LuaNative.Type(thread, index) is LuaType.Nil or LuaType.None;

    public LuaType Type(int index) => LuaNative.Type(thread, index);

    /// <summary>The name of an argument's type, as Lua has it.</summary>
    public string TypeName(int index) => LuaValues.TypeName(LuaNative.Type(thread, index));

    public ReadOnlySpan<byte> Bytes(int index)
    {
        if (LuaNative.Type(thread, index) == LuaType.Number)
        {
            return LuaNumbers.Bytes(thread, index);
        }

        return LuaNative.Type(thread, index) == LuaType.Text ? LuaValues.Bytes(thread, index) : throw Expected(index, "string");
    }

    /// <summary>A text and nothing else.</summary>
    /// <param name="index">The argument's position.</param>
    /// <param name="problem">What to say of other types.</param>
    public string Text(int index, string problem) =>
        LuaNative.Type(thread, index) == LuaType.Text ? LuaValues.Text(thread, index)! : throw new LuaException(problem);

    public string Text(int index) => LuaValues.Text(thread, index) ?? throw Expected(index, "string");

    public string? TextOrNull(int index) => IsNil(index) ? null : Text(index);

    /// <summary>What tables hold at most when the script does not say.</summary>
    public ScriptLimits Limits => Run.Program.Host.Limits;

    /// <summary>The most entries that a caller wants: a number from 1 to 1000.</summary>
    /// <param name="index">The argument's position.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <param name="otherwise">What counts when it is not given.</param>
    public int Most(int index, string name, int otherwise)
    {
        if (IsNil(index))
        {
            return otherwise;
        }

        if (LuaNative.Type(thread, index) != LuaType.Number)
        {
            throw new LuaException($"{name} must be a number");
        }

        return Number(index) switch
        {
            < 1 => throw new LuaException($"{name} must be >= 1"),
            > 1000 => throw new LuaException($"{name} must be <= 1000"),
            var most => (int)most,
        };
    }

    public long Integer(int index)
    {
        unsafe
        {
            int isInteger;
            var value = LuaNative.ToInteger(thread, index, &isInteger);
            return isInteger != 0 ? value : throw Expected(index, "integer");
        }
    }

    /// <summary>A whole number within bounds.</summary>
    public int Integer(int index, string name, int min, int max)
    {
        var number = LuaNative.Type(thread, index) == LuaType.Number ? Number(index) : double.NaN;
        if (Math.Floor(number) != number)
        {
            throw new LuaException($"{name} must be an integer");
        }

        return number >= min && number <= max
            ? (int)number
            : throw new LuaException($"{name} must be an integer between {min} and {max}: given {LuaNumbers.Format(number)}");
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
        LuaValues.Push(thread, number);
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

    /// <summary>A table of headers; then, when not all are in it, a word that says so.</summary>
    public int ReturnHeaders(Dictionary<string, object?> headers, bool truncated)
    {
        LuaValues.Push(thread, headers);
        LuaNative.RawGetItem(thread, LuaNative.RegistryIndex, state.HeaderMetatable);
        _ = LuaNative.SetMetatable(thread, -2);
        return truncated ? 1 + Return("truncated") : 1;
    }

    /// <summary>nil and a message: a failure that scripts look at.</summary>
    public int ReturnProblem(string message)
    {
        LuaNative.PushNil(thread);
        LuaValues.PushText(thread, message);
        return 2;
    }

    /// <summary>Refuses the call outside of some phases.</summary>
    public void Only(LuaPhaseRule rule)
    {
        if ((Run.Phase & rule.Phases) == 0)
        {
            throw Refused(Run.Phase, rule);
        }
    }

    private static LuaException Refused(PluginPhases phase, LuaPhaseRule rule) => phase == PluginPhases.None
        ? new($"no phase in ngx.ctx.KONG_PHASE, (need one of {rule.Names})")
        : new($"function cannot be called in {LuaPhases.Name(phase)} phase (only in: {rule.Names})");

    private LuaException Expected(int index, string type) =>
        new($"bad argument #{index} ({type} expected, got {(LuaNative.Type(thread, index) == LuaType.None ? "no value" : TypeName(index))})");
}
