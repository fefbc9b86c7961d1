using System.Text.RegularExpressions;

namespace Sightglass.Architecture.Tests;

/// <summary>Rules that hold for every source file.</summary>
public partial class SourceTests
{
    [Fact]
    public void Namespace_OfEveryFile_IsItsFolder()
    {
        var wrong = new List<string>();
        foreach (var file in Repository.Files("src", "*.cs"))
        {
            var declared = NamespaceDeclaration().Match(File.ReadAllText(file));
            if (!declared.Success)
            {
                continue;
            }

            var relative = Path.GetRelativePath(Repository.PathOf("src"), Path.GetDirectoryName(file)!);
            var expected = relative.Replace(Path.DirectorySeparatorChar, '.');
            if (declared.Groups[1].Value != expected)
            {
                wrong.Add($"{Path.GetRelativePath(Repository.Root, file)}: {declared.Groups[1].Value}, expected {expected}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void LogEventIds_OverAllSources_AreUnique()
    {
        var seen = new Dictionary<string, string>();
        var twice = new List<string>();
        foreach (var file in Repository.Files("src", "*.cs"))
        {
            foreach (Match match in EventId().Matches(File.ReadAllText(file)))
            {
                var id = match.Groups[1].Value;
                if (!seen.TryAdd(id, file))
                {
                    twice.Add($"{id}: {Path.GetFileName(seen[id])} and {Path.GetFileName(file)}");
                }
            }
        }

        Assert.Empty(twice);
        Assert.NotEmpty(seen);
    }

    [Fact]
    public void Clock_InProductSources_IsATimeProvider()
    {
        var found = Repository.Files("src", "*.cs")
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (file, line, number: index + 1)))
            .Where(item => WallClock().IsMatch(item.line) && !item.line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .Select(item => $"{Path.GetRelativePath(Repository.Root, item.file)}:{item.number}: {item.line.Trim()}");

        Assert.Empty(found);
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"EventId\s*=\s*(\d+)")]
    private static partial Regex EventId();

    [GeneratedRegex(@"\b(DateTime|DateTimeOffset)\.(UtcNow|Now|Today)\b|\bThread\.Sleep\b")]
    private static partial Regex WallClock();
}
