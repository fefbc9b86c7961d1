using Sightglass.Plugins.Lua;

namespace Sightglass.Plugins.Tests.Lua;

public sealed class LuaRewriterTests
{
    private const string F = "(\"\").__text(";

    [Theory]
    [InlineData("x = a .. b", $"x = {F}a) .. {F}b)")]
    [InlineData("x = 'a' .. \"b\"", "x = 'a' .. \"b\"")]
    [InlineData("x = 'a' .. [==[ .. ]==]", "x = 'a' .. [==[ .. ]==]")]
    [InlineData("x = 'a' .. n / 2 .. 'b'", $"x = 'a' .. {F}n / 2) .. 'b'")]
    [InlineData("x = a .. b .. c", $"x = {F}a) .. {F}b) .. {F}c)")]
    [InlineData("x = (a .. b) .. c", $"x = {F}({F}a) .. {F}b))) .. {F}c)")]
    [InlineData("f(a .. 1)\ny = 2", $"f({F}a) .. {F}1))\ny = 2")]
    [InlineData("x = a .. f(b .. c):d 'e' y = 1", $"x = {F}a) .. {F}f({F}b) .. {F}c)):d 'e') y = 1")]
    [InlineData("x = -a .. #b == c .. d", $"x = {F}-a) .. {F}#b) == {F}c) .. {F}d)")]
    [InlineData("x = a .. b and c", $"x = {F}a) .. {F}b) and c")]
    [InlineData("x = { a .. b, [c .. 'd'] = e, f = 'g' .. h }", $"x = {{ {F}a) .. {F}b), [{F}c) .. 'd'] = e, f = 'g' .. {F}h) }}")]
    [InlineData("return function(...) return ... .. 'x' end", $"return function(...) return {F}...) .. 'x' end")]
    [InlineData("x = a -- b .. c\n.. d", $"x = {F}a) -- b .. c\n.. {F}d)")]
    [InlineData("--[[ a .. b ]] x = 'a\\'' .. b", $"--[[ a .. b ]] x = 'a\\'' .. {F}b)")]
    [InlineData("x = 'a\\z\n  b' .. c", $"x = 'a\\z\n  b' .. {F}c)")]
    [InlineData("if a .. b then elseif c .. 'd' then else for i = 1, #a .. b do end end", $"if {F}a) .. {F}b) then elseif {F}c) .. 'd' then else for i = 1, {F}#a) .. {F}b) do end end")]
    [InlineData("local a <const>, b = c .. d; goto e ::e:: while a .. b do break end repeat until a .. b", $"local a <const>, b = {F}c) .. {F}d); goto e ::e:: while {F}a) .. {F}b) do break end repeat until {F}a) .. {F}b)")]
    [InlineData("function a.b:c(d, ...) return d .. e end local function f() return end", $"function a.b:c(d, ...) return {F}d) .. {F}e) end local function f() return end")]
    [InlineData("x, y.z = a .. 0x1p+4, 3e-2 .. b", $"x, y.z = {F}a) .. {F}0x1p+4), {F}3e-2) .. {F}b)")]
    public void Rewrite_Operands_GoThroughTheFunction(string source, string expected) => Assert.Equal(expected, LuaRewriter.Rewrite(source));

    [Theory]
    [InlineData("x = a ..")]
    [InlineData("x = a .. 'b")]
    [InlineData("x = .. b")]
    [InlineData("end x = a .. b")]
    [InlineData("x = a .. [[b")]
    [InlineData("f(a .. b")]
    public void Rewrite_NotLua_IsLeftToTheInterpreter(string source) => Assert.Equal(source, LuaRewriter.Rewrite(source));

    [Fact]
    public void Rewrite_NestedWithoutEnd_IsLeftToTheInterpreter()
    {
        var source = $"x = {new string('(', 100_000)}a .. b{new string(')', 100_000)}";

        Assert.Equal(source, LuaRewriter.Rewrite(source));
    }

    [Fact]
    public void Rewrite_Lines_StayWhatTheyAre()
    {
        const string Source = "local a = 1\nlocal b = a ..\n  'x' .. a\nerror(b)";

        Assert.Equal(Source.Split('\n').Length, LuaRewriter.Rewrite(Source).Split('\n').Length);
    }
}
