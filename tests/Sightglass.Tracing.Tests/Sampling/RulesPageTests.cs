using Sightglass.Expressions;
using Sightglass.Expressions.Rules;
using Sightglass.Tracing.Sampling;

namespace Sightglass.Tracing.Tests.Sampling;

/// <summary>The page about rules says what the code does.</summary>
public sealed class RulesPageTests
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.PathOf("docs", "rules.md"));

    [Fact]
    public void Page_EveryFieldAndSpelling_IsOnIt()
    {
        var page = string.Join('\n', Lines);
        foreach (var field in SamplingFields.Catalogue.Fields)
        {
            Assert.All([field.Name, .. field.Aliases, .. field.DeprecatedAliases], name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Page_EveryFieldRow_HasItsTypeAndStage()
    {
        var rows = Lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal) && SamplingStages.Names.Any(stage => line.EndsWith($"| {stage} |", StringComparison.Ordinal))).ToArray();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var cells = row.Split('|', StringSplitOptions.TrimEntries);
            var names = cells[1].Split('`').Where((part, i) => i % 2 == 1 && SamplingFields.Catalogue.Resolve(part, out _) is null).ToArray();
            Assert.NotEmpty(names);
            foreach (var name in names)
            {
                SamplingFields.Catalogue.Resolve(name, out var field);
                Assert.Equal((name, cells[2], cells[3]), (name, field!.Type.ToString(), SamplingStages.Names[field.Definition.Stage]));
            }
        }
    }

    [Fact]
    public void Page_EveryRule_IsValid()
    {
        var rules = new List<string>();
        for (var i = 0; i < Lines.Length; i++)
        {
            if (Lines[i] == "```rule")
            {
                for (i++; Lines[i] != "```"; i++)
                {
                    rules.Add(Lines[i]);
                }
            }
        }

        Assert.True(rules.Count >= 5);
        Assert.All(rules, rule => Assert.Null(RuleCheck.Of(rule, SamplingFields.Catalogue, Dialect.Sampling).Error));
    }
}
