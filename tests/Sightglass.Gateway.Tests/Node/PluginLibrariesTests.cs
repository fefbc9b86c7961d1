using Sightglass.Gateway.Node;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Gateway.Tests.PluginRuntime;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Loading;

namespace Sightglass.Gateway.Tests.Node;

public sealed class PluginLibrariesTests
{
    /// <summary>The sample, built with the rest of the solution.</summary>
    private static string Sample { get; } = Path.Combine(
        Repository.PathOf("samples", "LookupPlugin", "bin"),
        Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!,
        Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')),
        "LookupPlugin.dll");

    [Fact]
    public void Load_Sample_GivesItsPlugin()
    {
        var plugin = Assert.Single(PluginLibraries.Load([Sample]));

        Assert.Equal("tenant-lookup", plugin.Name);
        Assert.NotSame(typeof(PluginLibrariesTests).Assembly, plugin.GetType().Assembly);
        Assert.Contains("address", plugin.ConfigSchema.Fields.Select(field => field.Name));
    }

    [Fact]
    public void Load_Missing_SaysWhichFile() =>
        Assert.StartsWith("there is no file /none/x.dll; expected ", Assert.Throws<PluginLibraryException>(() => PluginLibraries.Load(["/none/x.dll"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_NoAssembly_SaysSo()
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "x.dll");
        File.WriteAllText(file, "text");

        Assert.StartsWith($"{file} cannot be loaded: ", Assert.Throws<PluginLibraryException>(() => PluginLibraries.Load([file])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AssemblyWithoutPlugins_SaysWhatIsExpected() =>
        Assert.EndsWith("has no plugin; expected a public class that derives from Sightglass.PluginSdk.Plugin", Assert.Throws<PluginLibraryException>(() => PluginLibraries.Load([typeof(Xunit.Assert).Assembly.Location])).Message, StringComparison.Ordinal);

    [Fact]
    public void Select_LoadedPlugin_HasToBeNamed()
    {
        var shipped = new TestPlugin("a", 1, PluginPhases.Log);
        var loaded = new TestPlugin("b", 1, PluginPhases.Log);

        Assert.Equal([shipped], EnabledPlugins.Select(["bundled"], [shipped], [loaded]));
        Assert.Equal([shipped, loaded], EnabledPlugins.Select(["bundled", "b"], [shipped], [loaded]));
        Assert.Equal([loaded], EnabledPlugins.Select(["b"], [shipped], [loaded]));
        Assert.Contains("'c'", Assert.Throws<NodeStartException>(() => EnabledPlugins.Select(["c"], [shipped], [loaded])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Select_TwoOfOneName_IsRefused() => Assert.Equal(
        "plugin_libraries: there are two plugins 'a'",
        Assert.Throws<NodeStartException>(() => EnabledPlugins.Select(["bundled"], [new TestPlugin("a", 1, PluginPhases.Log)], [new TestPlugin("a", 2, PluginPhases.Log)])).Message);
}
