using System.Buffers;
using Sightglass.Plugins.Lua.Native;
using Sightglass.Plugins.Lua.Patterns;
using Sightglass.Plugins.Lua.Values;

namespace Sightglass.Plugins.Tests.Lua;

/// <summary>Our matcher against the interpreter's own.</summary>
public sealed class LuaPatternTests
{
    private static readonly SearchValues<char> Specials = SearchValues.Create("^$*+?.([%-");

    private static readonly string[] Pieces =
    [
        "a", "b", ".", "%a", "%d", "%s", "%w", "%A", "[ab]", "[^a]", "[a-c%d]", "%.", "a*", "b+", ".-", "%w*", "a?", "[%s]*", "(a)", "(.-)",
        "()", "(%w+)", "^", "$", "%bab", "%f[%w]", "%1", "%%", "]", "[]]", "[%]]", "-", "%", "(", ")", "[", "x-", "[a-]", "[^]]",
    ];

    private static readonly string[] Texts = ["", "a", "ab", "abc abc", "aabbab", "hello world 42", "a.b-c", "  x ", "aaaa", "]]a[", "ab12ab", "x%y"];

    [Fact]
    public void Find_RandomPatterns_AgreesWithTheInterpreter()
    {
        var random = new Random(11);
        using var state = new LuaState(new LuaLimits { Instructions = long.MaxValue, ComputeTime = TimeSpan.FromMinutes(5) }, PatternFunctions.All);
        var cases = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            var text = Texts[random.Next(Texts.Length)];
            if (!pattern.AsSpan().ContainsAny(Specials))
            {
                // The interpreter searches for these as they are, without its matcher.
                continue;
            }

            var expected = Call(state, "return pcall(string.find, ...)", text, pattern);
            var actual = Call(state, "local s, p = ... ; return pcall(function() local a, b, c, d, e, f = HOST.pattern_find(s, p, 1, -1, true) if type(a) == 'userdata' then error(b, 0) end return a, b, c, d, e, f end)", text, pattern);
            Assert.True(expected == actual, $"'{text}' with '{pattern}': expected {expected}, got {actual}");
            cases += expected.StartsWith("true,nil", StringComparison.Ordinal) ? 0 : 1;
        }

        Assert.True(cases > 5_000, $"only {cases} cases matched or failed");
    }

    [Fact]
    public void Replace_RandomPatterns_AgreesWithTheInterpreter()
    {
        var random = new Random(12);
        string[] replacements = ["", "x", "%0", "<%1>", "%%", "%2", "%"];
        using var state = new LuaState(new LuaLimits { Instructions = long.MaxValue, ComputeTime = TimeSpan.FromMinutes(5) }, PatternFunctions.All);
        for (var i = 0; i < 20_000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            var text = Texts[random.Next(Texts.Length)];
            var replacement = replacements[random.Next(replacements.Length)];
            var expected = Call(state, "return pcall(string.gsub, ...)", text, pattern, replacement);
            var actual = Call(state, "local s, p, r = ... ; return pcall(function() local a, b = HOST.pattern_replace(s, p, r, #s + 1) if type(a) == 'userdata' then error(b, 0) end return a, b end)", text, pattern, replacement);
            Assert.True(expected == actual, $"'{text}' with '{pattern}' to '{replacement}': expected {expected}, got {actual}");
        }
    }

    /// <summary>Values that a chunk returns, comma-separated, without trailing nils. Errors are told apart from values, not by their text.</summary>
    private static string Call(LuaState state, string chunk, params string[] arguments)
    {
        var main = state.Main;
        LuaNative.SetTop(main, 0);
        var problem = state.Compile(chunk.Replace("HOST", "_ENV.host_functions", StringComparison.Ordinal), "test");
        Assert.Null(problem);
        LuaNative.CreateTable(main, 0, 4);
        Set(main, "host_functions", () => state.PushFunctions());
        foreach (var name in (string[])["pcall", "string", "type", "error"])
        {
            Set(main, name, () => PushGlobal(main, name));
        }

        unsafe
        {
            LuaNative.SetUpvalue(main, 1, 1);
        }

        foreach (var argument in arguments)
        {
            LuaValues.PushText(main, argument);
        }

        state.Call(arguments.Length, -1);
        var values = new List<string>();
        for (var i = 1; i <= LuaNative.GetTop(main); i++)
        {
            values.Add(LuaValues.Read(main, i) switch
            {
                null => "nil",
                bool flag => flag ? "true" : "false",
                var value => value.ToString()!,
            });
        }

        LuaNative.SetTop(main, 0);
        if (values[0] == "false")
        {
            return "error";
        }

        while (values.Count > 2 && values[^1] == "nil")
        {
            values.RemoveAt(values.Count - 1);
        }

        return string.Join(',', values);
    }

    private static void Set(nint main, string name, Action push)
    {
        LuaValues.PushText(main, name);
        push();
        LuaNative.RawSet(main, -3);
    }

    private static void PushGlobal(nint main, string name)
    {
        const int Globals = 2;
        LuaNative.RawGetItem(main, LuaNative.RegistryIndex, Globals);
        LuaValues.PushText(main, name);
        LuaNative.RawGet(main, -2);
        LuaNative.Copy(main, -1, -2);
        LuaState.Pop(main, 1);
    }
}
