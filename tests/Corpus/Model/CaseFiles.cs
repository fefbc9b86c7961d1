using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Corpus.Model;

/// <summary>The files of the corpus: <c>tests/Corpus/cases</c>, in folders by subject.</summary>
internal static class CaseFiles
{
    private static readonly string Root = Repository.PathOf("tests", "Corpus", "cases");

    // Keys that nothing is known about are errors: a misspelt expectation must not pass for one that holds.
    private static readonly IDeserializer Deserializer = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .WithEnumNamingConvention(UnderscoredNamingConvention.Instance)
        .WithDuplicateKeyChecking()
        .Build();

    /// <summary>Names of all files below a folder, without their ending.</summary>
    public static IEnumerable<string> Below(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.yaml", SearchOption.AllDirectories)
        .Select(path => Path.ChangeExtension(Path.GetRelativePath(Root, path), null))
        .Order(StringComparer.Ordinal);

    /// <summary>Everything that lies in the corpus, by its path.</summary>
    public static IEnumerable<string> Everything() =>
        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path));

    /// <exception cref="InvalidDataException">It is no valid file of the corpus; says where.</exception>
    public static CaseFile Load(string name)
    {
        try
        {
            return Parse(File.ReadAllText(Path.Combine(Root, name + ".yaml")));
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{name}.yaml: {exception.Message}", exception);
        }
    }

    /// <exception cref="InvalidDataException">It is no valid text of a file; says where.</exception>
    public static CaseFile Parse(string text)
    {
        try
        {
            return CaseRules.Check(Deserializer.Deserialize<CaseFile?>(text) ?? throw new InvalidDataException("is empty"));
        }
        catch (YamlException exception)
        {
            throw new InvalidDataException($"line {exception.Start.Line}: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
    }

    /// <summary>The rows of a folder: file, and the number and name of the case in it.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> Rows(string folder)
    {
        foreach (var file in Below(folder))
        {
            var cases = Load(file).Cases;
            for (var i = 0; i < cases.Count; i++)
            {
                yield return new TheoryDataRow<string, string>(file, RowName(cases[i], i));
            }
        }
    }

    public static Case Find(CaseFile file, string row) => file.Cases[int.Parse(row.AsSpan(0, row.IndexOf(' '))) - 1];

    private static string RowName(Case item, int index) => $"{index + 1:00} {item.Name ?? item.Request ?? "?"}";
}
