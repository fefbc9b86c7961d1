using Sightglass.Configuration.Settings;
using Sightglass.Plugins.FileLog;
using Sightglass.Plugins.Functions;
using Sightglass.Plugins.HttpLog;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.RequestTransformer;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Functions;

/// <summary><c>untrusted_lua</c> and the settings of its sandbox.</summary>
public sealed class LuaPolicyTests
{
    private const string Refused = "loading of untrusted Lua code disabled because 'untrusted_lua' config option is set to 'off'";

    [Theory]
    [InlineData("pre-function", """{"access":["return 1"]}""", "access[0]: error parsing pre-function: ")]
    [InlineData("post-function", """{"log":["return 1"]}""", "log[0]: error parsing post-function: ")]
    [InlineData("http-log", """{"http_endpoint":"http://127.0.0.1/","custom_fields_by_lua":{"a":"return 1"}}""", "custom_fields_by_lua.a: Error parsing function: ")]
    [InlineData("file-log", """{"path":"/tmp/x","custom_fields_by_lua":{"a":"return 1"}}""", "custom_fields_by_lua.a: Error parsing function: ")]
    [InlineData("request-transformer", """{"add":{"headers":["x:$(headers.a .. 'b')"]}}""", "config: ")]
    public void Off_ConfigurationWithLua_IsRefused(string plugin, string config, string where)
    {
        Assert.Equal([where + Refused], PluginFactory.Problems(Make(plugin, UntrustedLua.Off), config));
        Assert.Empty(PluginFactory.Problems(Make(plugin, UntrustedLua.Sandbox), config));
        Assert.Empty(PluginFactory.Problems(Make(plugin, UntrustedLua.On), config));
    }

    [Theory]
    [InlineData("http-log", """{"http_endpoint":"http://127.0.0.1/"}""")]
    [InlineData("file-log", """{"path":"/tmp/x"}""")]
    [InlineData("request-transformer", """{"add":{"headers":["x:$(headers.a)"]}}""")]
    public void Off_ConfigurationWithoutLua_IsAccepted(string plugin, string config) =>
        Assert.Empty(PluginFactory.Problems(Make(plugin, UntrustedLua.Off), config));

    [Theory]
    [InlineData(UntrustedLua.Sandbox, "", "nil")]
    [InlineData(UntrustedLua.Sandbox, "os.getenv", "function")]
    [InlineData(UntrustedLua.Sandbox, "os", "function")]
    [InlineData(UntrustedLua.On, "", "function")]
    public async Task Environment_OfTheProcess_OnlyWhereAllowed(UntrustedLua mode, string shown, string type)
    {
        var plugin = new FunctionPlugin("pre-function", 1, new LuaHost(new ScriptOptions { Mode = mode, Environment = shown.Length == 0 ? [] : [shown] }));
        await using var handler = PluginFactory.Create(plugin, """{"access":["kong.ctx.shared.result = type(os.getenv) if os.getenv then kong.ctx.shared.path = os.getenv('PATH') end"]}""");
        var context = new FakePluginContext();

        await handler.AccessAsync(context);

        Assert.Equal(type, context.Items["result"]);
        Assert.Equal(type == "nil" ? null : Environment.GetEnvironmentVariable("PATH"), context.Items.TryGetValue("path", out var path) ? path : null);
    }

    [Fact]
    public void Create_Set_FollowsThePolicy()
    {
        var plugin = BundledPlugins.Create(new ScriptOptions { Mode = UntrustedLua.Off }).Single(p => p.Name == "pre-function");

        Assert.Contains(Refused, Assert.Single(PluginFactory.Problems(plugin, """{"access":["return 1"]}""")), StringComparison.Ordinal);
    }

    private static Plugin Make(string name, UntrustedLua mode)
    {
        var host = new LuaHost(new ScriptOptions { Mode = mode });
        return name switch
        {
            "http-log" => new HttpLogPlugin(host),
            "file-log" => new FileLogPlugin(host),
            "request-transformer" => new RequestTransformerPlugin(host),
            _ => new FunctionPlugin(name, 1, host),
        };
    }
}
