namespace Sightglass.Plugins.Tests.Functions;

/// <summary>What scripts written for LuaJIT rely on.</summary>
public sealed class FieldHabitsTests : ScriptTests
{
    [Theory]
    [InlineData("tostring(10 / 2)", "5")]
    [InlineData("10 / 2 .. ''", "5")]
    [InlineData("'a' .. 10 / 2 .. 'b' .. 2 ^ 3", "a5b8")]
    [InlineData("'a' .. 7 / 2", "a3.5")]
    [InlineData("'' .. 0.1 + 0.2", "0.3")]
    [InlineData("'' .. 1732702456.123 * 1000", "1732702456123")]
    [InlineData("tostring(1e15)", "1e+15")]
    [InlineData("tostring(2 ^ 53)", "9.007199254741e+15")]
    [InlineData("tostring(1 / 3)", "0.33333333333333")]
    [InlineData("tostring(1e300 * 1e10)", "inf")]
    [InlineData("tostring(-1e-5)", "-1e-05")]
    [InlineData("tostring(tonumber('5.0'))", "5")]
    [InlineData("table.concat({ 4 / 2, 'x', 5 / 2 }, ',')", "2,x,2.5")]
    [InlineData("string.format('%s %d %x %5.1f %%', 4 / 2, 7 / 2, 31.0, 2.25)", "2 3 1f   2.2 %")]
    [InlineData("string.format('%-5s|', 4 / 2)", "2    |")]
    [InlineData("('abcdef'):sub(1, 5 / 2)", "ab")]
    [InlineData("('ab'):rep(5 / 2)", "abab")]
    [InlineData("#ngx.encode_args({ n = 4 / 2 })", 3L)]
    [InlineData("require('cjson').encode({ 4 / 2, 0.1 + 0.2, 1e20 })", "[2,0.3,1e+20]")]
    [InlineData("require('cjson').decode('[5.0]')[1] .. ''", "5")]
    [InlineData("unpack({ 1, 2, 3 }, 2)", 2L)]
    [InlineData("loadstring('return 6 / 2 .. \"\"')()", "3")]
    [InlineData("table.getn({ 1, 2 })", 2L)]
    [InlineData("table.maxn({ 1, [7] = 2 })", 7L)]
    [InlineData("tostring(table.isempty({})) .. tostring(table.isarray({ 1, 2 })) .. tostring(table.isarray({ a = 1 })) .. table.nkeys({ 1, a = 2 })", "truetruefalse2")]
    [InlineData("math.pow(2, 3) .. ' ' .. math.log10(1000) .. ' ' .. math.atan2(0, 1) .. ' ' .. math.ldexp(1, 3)", "8 3 0 8")]
    [InlineData("select(2, math.frexp(8)) .. ' ' .. math.frexp(8)", "4 0.5")]
    [InlineData("bit.band(0xff, 0x0f) .. ' ' .. bit.bor(1, 2, 4) .. ' ' .. bit.bxor(5, 1) .. ' ' .. bit.bnot(0)", "15 7 4 -1")]
    [InlineData("bit.lshift(1, 31) .. ' ' .. bit.rshift(-1, 28) .. ' ' .. bit.arshift(-8, 1) .. ' ' .. bit.rol(0x12345678, 8)", "-2147483648 15 -4 878082066")]
    [InlineData("bit.tohex(255) .. ' ' .. bit.tohex(-1, 4) .. ' ' .. bit.tohex(0xdeadbeef, -8) .. ' ' .. bit.bswap(0x01020304)", "000000ff ffff DEADBEEF 67305985")]
    [InlineData("require('bit').tobit(0xffffffff)", -1L)]
    [InlineData("os.date('!%Y-%m-%dT%H:%M:%SZ %a %b %j', 86400)", "1970-01-02T00:00:00Z Fri Jan 002")]
    [InlineData("os.date('!*t', 86400).wday", 6L)]
    [InlineData("os.time({ year = 1970, month = 1, day = 2, hour = 0 })", 86400L)]
    [InlineData("tonumber(10, 16)", 16L)]
    [InlineData("type(jit.version)", "string")]
    [InlineData("type(setfenv)", "nil")]
    [InlineData("type(io)", "nil")]
    public async Task Expression_GivesWhatScriptsExpect(string expression, object? expected) =>
        Assert.Equal(expected, await Result($"kong.ctx.shared.result = ({expression})"));

    [Fact]
    public async Task Concatenation_OfOtherTypes_StillFails() =>
        Assert.Contains("attempt to concatenate a nil value", await Failure("local x = 'a' .. nil"));

    [Fact]
    public async Task Chunk_Message_QuotesItsFirstLine()
    {
        await using var handler = Create("access", "-- checks\nerror('boom')");

        var e = await Assert.ThrowsAsync<Plugins.Lua.LuaException>(() => handler.AccessAsync(new Fakes.FakePluginContext()).AsTask());

        Assert.Equal("[string \"-- checks...\"]:2: boom", e.Message);
    }
}
