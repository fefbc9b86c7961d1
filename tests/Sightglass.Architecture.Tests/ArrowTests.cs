using System.Xml.Linq;

namespace Sightglass.Architecture.Tests;

/// <summary>The arrows of docs/architecture.md: which project may reference which.</summary>
public class ArrowTests
{
    /// <summary>What each project may reference directly. A project that is not listed here has no place in the house yet.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Sightglass.Expressions"] = [],
        ["Sightglass.Tracing"] = ["Sightglass.Expressions"],
        ["Sightglass.Configuration"] = ["Sightglass.Expressions"],
        ["Sightglass.Cluster"] = ["Sightglass.Configuration", "Sightglass.Tracing"],
        ["Sightglass.PluginSdk"] = ["Sightglass.Configuration", "Sightglass.Tracing"],
        ["Sightglass.Plugins"] = ["Sightglass.PluginSdk", "Sightglass.Configuration", "Sightglass.Tracing"],
        ["Sightglass.Gateway"] =
            ["Sightglass.PluginSdk", "Sightglass.Cluster", "Sightglass.Configuration", "Sightglass.Tracing", "Sightglass.Expressions"],
        ["Sightglass.ControlPlane"] =
            ["Sightglass.Cluster", "Sightglass.Configuration", "Sightglass.Tracing", "Sightglass.Expressions"],
        ["Sightglass.Web"] = ["Sightglass.ControlPlane", "Sightglass.Tracing", "Sightglass.Expressions"],
        ["Sightglass"] =
        [
            "Sightglass.Gateway", "Sightglass.Plugins", "Sightglass.PluginSdk", "Sightglass.ControlPlane", "Sightglass.Web",
            "Sightglass.Cluster", "Sightglass.Configuration", "Sightglass.Tracing", "Sightglass.Expressions",
        ],
    };

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(Repository.PathOf("src")).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_FollowTheArrows(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var allowed), $"src/{project} is not in the house: add it to docs/architecture.md and here.");

        var references = References(project);

        Assert.Empty(references.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_IsInTheSolutionAndHasTests(string project)
    {
        var solution = File.ReadAllText(Repository.PathOf("Sightglass.slnx"));

        Assert.Contains($"src/{project}/{project}.csproj", solution, StringComparison.Ordinal);
        var tests = project == "Sightglass" ? "tests/EndToEnd/EndToEnd.csproj" : $"tests/{project}.Tests/{project}.Tests.csproj";
        Assert.Contains(tests, solution, StringComparison.Ordinal);
        Assert.True(File.Exists(Repository.PathOf(tests)), $"{tests} is missing.");
    }

    [Fact]
    public void References_OfTheExecutable_AreRead()
    {
        // Guards the reader: an arrow test that reads nothing would hold nothing.
        Assert.Contains("Sightglass.Gateway", References("Sightglass"));
    }

    [Theory]
    [InlineData("Sightglass.Expressions", "Microsoft.AspNetCore.App")]
    [InlineData("Sightglass.Tracing", "Microsoft.AspNetCore.App")]
    [InlineData("Sightglass.Configuration", "Microsoft.AspNetCore.App")]
    public void Project_FrameworkReference_IsAbsent(string project, string framework)
    {
        var document = XDocument.Load(Repository.PathOf("src", project, project + ".csproj"));

        Assert.DoesNotContain(document.Descendants("FrameworkReference"), element => (string?)element.Attribute("Include") == framework);
        Assert.Equal("Microsoft.NET.Sdk", (string?)document.Root!.Attribute("Sdk"));
    }

    private static string[] References(string project) =>
        [.. XDocument.Load(Repository.PathOf("src", project, project + ".csproj"))
            .Descendants("ProjectReference")
            .Select(element => Path.GetFileNameWithoutExtension((string)element.Attribute("Include")!))];
}
