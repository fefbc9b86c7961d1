using System.Text.RegularExpressions;

namespace Sightglass.Tests.Shared;

/// <summary>The rows of <c>docs/compatibility.md</c>: what is named in the first cell of a table, with the state in the second.</summary>
internal sealed partial class CompatibilityPage
{
    private static readonly string[] States = ["works", "differs", "ours", "absent"];
    private readonly Dictionary<string, List<(string Name, string State, string Difference)>> _sections = [];

    private CompatibilityPage()
    {
    }

    /// <summary>Reads the page of this source tree.</summary>
    public static CompatibilityPage Read()
    {
        var page = new CompatibilityPage();
        var section = "";
        foreach (var line in File.ReadLines(Repository.PathOf("docs", "compatibility.md")))
        {
            if (line.StartsWith('#'))
            {
                section = line.TrimStart('#', ' ');
                page._sections.Add(section, []);
            }
            else if (line.StartsWith('|') && line.Trim('|').Split('|') is [var names, var state, var difference] && States.Contains(state.Trim()))
            {
                page._sections[section].AddRange(Quoted().Matches(names).Select(m => (m.Groups[1].Value, state.Trim(), difference.Trim())));
            }
        }

        return page;
    }

    /// <summary>The names of a section in all states but absent.</summary>
    public IReadOnlyList<string> Present(string section) => [.. _sections[section].Where(r => r.State != "absent").Select(r => r.Name).Order(StringComparer.Ordinal)];

    /// <summary>The names of a section that are not there.</summary>
    public IReadOnlyList<string> Absent(string section) => [.. _sections[section].Where(r => r.State == "absent").Select(r => r.Name)];

    /// <summary>Names that should say what is different and do not.</summary>
    public IEnumerable<string> Unexplained() =>
        _sections.Values.SelectMany(rows => rows).Where(r => r.State is "differs" or "absent" && r.Difference.Length == 0).Select(r => r.Name);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
