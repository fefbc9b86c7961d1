using System.Collections.Immutable;
using Sightglass.Configuration.Settings;
using Sightglass.Plugins.Functions;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Functions;

/// <summary>What scripts keep beyond a request: <c>kong.cache</c>, <c>ngx.shared</c>; and what they read of the node.</summary>
public sealed class MemoryTests : ScriptTests
{
    [Theory]
    [InlineData("d:set('k', 'v') R = d:get('k')", "v")]
    [InlineData("d:set('k', 1.5) R = d:get('k')", 1.5)]
    [InlineData("d:set('k', true) R = tostring(d:get('k'))", "true")]
    [InlineData("d:set('k', 'v', 0, 7) R = select(2, d:get('k'))", 7L)]
    [InlineData("d:set('k', 'v') R = tostring(select(2, d:get('k')))", "nil")]
    [InlineData("R = select('#', d:get('none')) .. tostring(d:get('none'))", "1nil")]
    [InlineData("d:set(5, 'five') R = d:get('5')", "five")]
    [InlineData("d:set('k', 'v') d:delete('k') R = tostring(d:get('k'))", "nil")]
    [InlineData("d:add('k', 1) local ok, e = d:add('k', 2) R = tostring(ok) .. e", "falseexists")]
    [InlineData("local ok, e = d:replace('k', 2) R = tostring(ok) .. e", "falsenot found")]
    [InlineData("R = d:incr('n', 2, 10)", 12L)]
    [InlineData("d:set('n', 1) d:incr('n', 1) R = d:incr('n', 0.5)", 2.5)]
    [InlineData("R = select(2, d:incr('n', 1))", "not found")]
    [InlineData("d:set('n', 'x') R = select(2, d:incr('n', 1))", "not a number")]
    [InlineData("d:rpush('l', 'b') d:rpush('l', 3) R = d:lpush('l', 'a') .. d:lpop('l') .. d:rpop('l') .. d:llen('l')", "3a31")]
    [InlineData("d:rpush('l', 'b') R = select(2, d:get('l'))", "value is a list")]
    [InlineData("d:set('k', 1) R = select(2, d:lpush('k', 'a'))", "value not a list")]
    [InlineData("d:rpush('l', 'b') d:lpop('l') R = d:llen('l') .. tostring(d:lpop('l'))", "0nil")]
    [InlineData("d:set('k', 1, 100) R = math.floor(d:ttl('k') + 0.5)", 100L)]
    [InlineData("d:set('k', 1) R = d:ttl('k')", 0L)]
    [InlineData("R = select(2, d:ttl('k')) .. select(2, d:expire('k', 1))", "not foundnot found")]
    [InlineData("d:set('k', 1) d:expire('k', 5) R = math.ceil(d:ttl('k'))", 5L)]
    [InlineData("d:set('a', 1) d:set('b', 2) local keys = d:get_keys() table.sort(keys) R = table.concat(keys, ',')", "a,b")]
    [InlineData("d:set('a', 1) d:flush_all() R = tostring(d:get('a')) .. tostring(select(3, d:get_stale('a'))) .. d:flush_expired() .. #d:get_keys()", "niltrue10")]
    [InlineData("R = d:capacity()", 5242880L)]
    [InlineData("local before = d:free_space() d:set('k', ('x'):rep(1000)) R = tostring(before - d:free_space() >= 1000)", "true")]
    [InlineData("R = select(2, d:set('k', {})) .. ' ' .. select(2, d:set('', 1)) .. ' ' .. select(2, d:get(nil))", "bad value type empty key nil key")]
    [InlineData("R = tostring(ngx.shared.nothing)", "nil")]
    [InlineData("R = ngx.shared.counters:capacity()", 65536L)]
    [InlineData("d:set('\\xff\\0k', 'v\\0\\xfe') R = #d:get('\\xff\\0k') .. tostring(d:get_keys()[1] == '\\xff\\0k')", "3true")]
    [InlineData("local c = ngx.shared.counters for i = 1, 100 do c:set('k' .. i, ('x'):rep(2000)) end R = tostring(c:get('k1')) .. #c:get('k100') .. tostring(select(3, c:set('z', ('x'):rep(2000))))", "nil2000true")]
    [InlineData("local c = ngx.shared.counters for i = 1, 20 do c:set('k' .. i, ('x'):rep(2000)) end local ok, e = c:safe_set('z', ('x'):rep(30000)) R = tostring(ok) .. e", "falseno memory")]
    [InlineData("R = select(2, ngx.shared.counters:set('z', ('x'):rep(100000)))", "no memory")]
    public async Task Dictionary_Function_AnswersAsInTheField(string script, object expected)
        => Assert.Equal(expected, await Run(Plugin(), "local d = ngx.shared.kong " + script));

    [Fact]
    public async Task Dictionary_IsSharedAmongInstancesAndInterpreters()
    {
        var plugin = Plugin();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Run(plugin, "ngx.shared.kong:incr('n', 1, 0)")));

        Assert.Equal(200L, await Run(plugin, "R = ngx.shared.kong:get('n')"));
    }

    [Theory]
    [InlineData("R = kong.cache:get('k', nil, function(a, b) return a .. b end, 1, 2)", "12")]
    [InlineData("local n = 0 for _ = 1, 3 do kong.cache:get('k', { ttl = 10 }, function() n = n + 1 return n end) end R = n", 1L)]
    [InlineData("local n = 0 for _ = 1, 3 do kong.cache:get('k', { neg_ttl = 10 }, function() n = n + 1 return nil end) end R = n", 1L)]
    [InlineData("local n = 0 for _ = 1, 3 do kong.cache:get('k', nil, function() n = n + 1 return n, nil, -1 end) end R = n", 3L)]
    [InlineData("R = kong.cache:get('k', nil, function() return { a = { 1, 2 }, b = 'x' } end).a[2]", 2L)]
    [InlineData("kong.cache:get('k', nil, function() return { 1 } end)[1] = 9 R = kong.cache:get('k', nil, error)[1]", 1L)]
    [InlineData("local v, e = kong.cache:get('k', nil, function() return nil, 'no luck' end) R = tostring(v) .. e", "nilfailed to get from node cache: no luck")]
    [InlineData("R = select(2, kong.cache:get('k', nil, function() error('boom', 0) end))", "failed to get from node cache: callback threw an error: boom")]
    [InlineData("kong.cache:get('k', nil, function() return 1 end) kong.cache:invalidate('k') R = kong.cache:get('k', nil, function() return 2 end)", 2L)]
    [InlineData("kong.cache:get('k', nil, function() return 1 end) kong.cache:purge() R = tostring(kong.cache:probe('k'))", "nil")]
    [InlineData("kong.cache:get('k', { ttl = 50 }, function() return 'v' end) local ttl, e, v = kong.cache:probe('k') R = math.ceil(ttl) .. tostring(e) .. v", "50nilv")]
    [InlineData("kong.cache:get('k', nil, function() return 1 end) kong.cache:renew('k', nil, function() return 2 end) R = kong.cache:get('k', nil, error)", 2L)]
    [InlineData("local _, _, a = kong.cache:get('k', nil, function() return 1 end) local _, _, b = kong.cache:get('k', nil, error) R = a .. b", "31")]
    [InlineData("R = select(2, pcall(kong.cache.get, kong.cache, 1)):match('key must.*')", "key must be a string")]
    [InlineData("R = select(2, pcall(kong.cache.get, kong.cache, 'k', { ttl = -1 }, print)):match('opts.*')", "opts.ttl must be >= 0")]
    public async Task Cache_Function_AnswersAsInTheField(string script, object expected)
        => Assert.Equal(expected, await Run(Plugin(), script));

    [Fact]
    public async Task Cache_OfAFunction_IsAnError() => Assert.Contains(
        "functions and coroutines cannot be kept or passed on",
        await Failure("kong.cache:get('k', nil, function() return print end)"),
        StringComparison.Ordinal);

    [Fact]
    public async Task Cache_ManyAskAtOnce_OneLooksUp()
    {
        var plugin = Plugin();
        var values = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Run(
            plugin, "R = kong.cache:get('k', nil, function() ngx.sleep(0.02) return ngx.shared.kong:incr('lookups', 1, 0) end)")));

        Assert.All(values, static value => Assert.Equal(1L, value));
        Assert.Equal(1L, await Run(plugin, "R = ngx.shared.kong:get('lookups')"));
    }

    [Fact]
    public async Task Cache_LookupThatEndsItsRun_LeavesNobodyWaiting()
    {
        var plugin = Plugin();
        await Run(plugin, "kong.cache:get('k', nil, function() kong.response.exit(200) end)");

        Assert.Equal("v", await Run(plugin, "R = kong.cache:get('k', nil, function() return 'v' end)"));
    }

    [Fact]
    public async Task Cache_WhereNothingMayWait_StillAnswers()
    {
        await using var handler = Create(
            "header_filter", "kong.ctx.shared.result = kong.cache:get('k', nil, function() return 'v' end)");
        var context = new FakePluginContext();

        handler.HeaderFilter(context);

        Assert.Equal("v", context.Items["result"]);
    }

    [Theory]
    [InlineData("R = kong.configuration.log_level", "debug")]
    [InlineData("R = kong.configuration.client_max_header_count", 1000L)]
    [InlineData("R = tostring(kong.configuration.real_ip_recursive)", "false")]
    [InlineData("R = kong.configuration.trusted_ips[2]", "192.0.2.0/24")]
    [InlineData("R = tostring(kong.configuration.nothing)", "nil")]
    [InlineData("R = select(2, pcall(function() kong.configuration.log_level = 'x' end)):match('cannot.*')", "cannot write to configuration")]
    [InlineData("R = tostring(kong.configuration.declarative_config_string ~= '{}')", "true")]
    [InlineData("R = tostring(kong.vault.is_reference('{vault://env/a}')) .. tostring(kong.vault.is_reference('a'))", "truefalse")]
    [InlineData("R = kong.vault.parse_reference('{vault://env/a/b}').key", "b")]
    [InlineData("R = select(2, kong.vault.get('nope'))", "not a reference: nope")]
    [InlineData("R = select(2, kong.vault.get('{vault://aws/x}'))", "could not find vault (aws): scripts read the vault env")]
    [InlineData("R = select(2, kong.vault.get('{vault://env/surely-not-there}'))", "could not get value from external vault (no value found ({vault://env/surely-not-there}))")]
    [InlineData("R = tostring(#kong.vault.get('{vault://env/path}') > 0)", "true")]
    public async Task Node_Function_TellsOfIt(string script, object expected)
    {
        var settings = SettingsReader.Read(new SettingsSources
        {
            FileText = "log_level = debug\ntrusted_ips = 10.0.0.0/8, 192.0.2.0/24\ndeclarative_config_string = {}",
        }).Settings!;

        Assert.Equal(expected, await Run(Plugin(settings.Effective), script));
    }

    [Theory]
    [InlineData("counters 1m", 1 << 20)]
    [InlineData("  counters   64k ", 64 << 10)]
    [InlineData("counters 1m;", 1 << 20)]
    public void Setting_OfADictionary_IsRead(string text, long bytes)
    {
        var settings = SettingsReader.Read(new SettingsSources { FileText = $"nginx_http_lua_shared_dict = {text}" }).Settings!;

        Assert.Equal([new SharedDictionarySize("counters", bytes)], settings.ScriptDictionaries);
    }

    [Theory]
    [InlineData("counters")]
    [InlineData("counters 1k")]
    [InlineData("a b c")]
    public void Setting_OfADictionary_Wrong_SaysWhatIsExpected(string text)
    {
        var error = Assert.Single(SettingsReader.Read(new SettingsSources { FileText = $"lua_shared_dict = {text}" }).Errors);

        Assert.Contains("expected a name and a size from 12k to 1g such as 'counters 1m'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("local h, e = kong.request.get_headers() R = e", "truncated")]
    [InlineData("local n = 0 for _ in pairs(ngx.req.get_headers()) do n = n + 1 end R = n", 2L)]
    [InlineData("local n = 0 for _ in pairs(kong.request.get_headers(10)) do n = n + 1 end R = n", 5L)]
    [InlineData("local n = 0 for _ in pairs(kong.request.get_query()) do n = n + 1 end R = n", 3L)]
    [InlineData("local n = 0 for _ in pairs(ngx.decode_args('a=1&b=2&c=3&d=4')) do n = n + 1 end R = n", 3L)]
    [InlineData("local n = 0 for _ in pairs(kong.request.get_body()) do n = n + 1 end R = n", 1L)]
    [InlineData("local n = 0 for _ in pairs(ngx.req.get_post_args(0)) do n = n + 1 end R = n", 2L)]
    public async Task Limit_OfTheSettings_CountsWhereTheScriptSaysNone(string script, object expected)
    {
        var context = new FakePluginContext();
        context.Request.Headers["A"] = "1";
        context.Request.Headers["B"] = "2";
        context.Request.QueryStringValue = "a=1&b=2&c=3&d=4";
        context.Request.SetBody("application/x-www-form-urlencoded", "x=1&y=2");
        context.Request.Headers["C"] = "3";
        var plugin = new FunctionPlugin("pre-function", 1, new LuaHost(new ScriptOptions { Limits = new ScriptLimits(2, 2, 3, 1) }));

        Assert.Equal(expected, await Run(plugin, script, context));
    }

    private static FunctionPlugin Plugin(ImmutableArray<EffectiveSetting> settings = default) => new(
        "pre-function",
        1_000_000,
        new LuaHost(new ScriptOptions
        {
            Dictionaries = [new SharedDictionarySize("counters", 64 << 10)],
            Settings = settings.IsDefault ? [] : settings,
        }));

    private static async Task<object?> Run(Plugin plugin, string script, FakePluginContext? context = null)
    {
        var chunk = script.Replace("R = ", "kong.ctx.shared.result = ", StringComparison.Ordinal);
        context ??= new FakePluginContext();
        await using var handler = PluginFactory.Create(plugin, $$"""{"access":[{{System.Text.Json.JsonSerializer.Serialize(chunk)}}]}""");
        await handler.AccessAsync(context);
        return context.Items.TryGetValue("result", out var result) ? result : null;
    }
}
