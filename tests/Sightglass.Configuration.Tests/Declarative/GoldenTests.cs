using System.Text.Json;
using Sightglass.Configuration.Declarative;

namespace Sightglass.Configuration.Tests.Declarative;

/// <summary>
/// A folder a case: <c>input.yaml</c> or <c>input.json</c>, and either <c>expected.yaml</c>, the entities it means, or
/// <c>errors.txt</c> with <c>answer.json</c>, what is said about it and how the Admin API answers. Set UPDATE_GOLDEN to rewrite
/// what is expected, and read the difference.
/// </summary>
public sealed class GoldenTests
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<string> Cases()
    {
        var cases = new TheoryData<string>();
        foreach (var folder in Directory.GetDirectories(Root()).Order(StringComparer.Ordinal))
        {
            cases.Add(Path.GetFileName(folder));
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Load_GoldenCase_IsAsExpected(string name)
    {
        var folder = Path.Combine(Root(), name);
        var input = File.ReadAllText(Assert.Single(Directory.GetFiles(folder, "input.*")));

        var result = DeclarativeConfiguration.Load(input, TestPlugins.Validator());

        Assert.Equal(name.StartsWith("errors-", StringComparison.Ordinal), !result.Succeeded);
        if (result.Succeeded)
        {
            Check(folder, "expected.yaml", ConfigurationWriter.ToYaml(result.Entities));
        }
        else
        {
            Check(folder, "errors.txt", string.Join('\n', result.Errors) + "\n");
            var answer = result.ErrorBody(flatten: false);
            answer["flattened_errors"] = result.ErrorBody(flatten: true)["flattened_errors"]!.DeepClone();
            Check(folder, "answer.json", answer.ToJsonString(Indented) + "\n");
        }
    }

    private static void Check(string folder, string file, string actual)
    {
        var path = Path.Combine(folder, file);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is { Length: > 0 })
        {
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }

    // The sources, not a copy: what is rewritten must end up there.
    internal static string Root() => Repository.PathOf("tests", "Sightglass.Configuration.Tests", "Golden");
}
