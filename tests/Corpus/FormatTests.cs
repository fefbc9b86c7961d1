using Corpus.Checks;
using Corpus.Model;

namespace Corpus;

/// <summary>The corpus itself: every file is one, and what is wrong in a file is an error and not passed over.</summary>
public sealed class FormatTests
{
    private const string Valid = """
        config: |
          _format_version: "3.0"
        cases:
        - request: GET /
          status: 200
          response:
            headers: {Server: x}
        """;

    [Fact]
    public void Files_All_AreValidAndBelongToASubject()
    {
        string[] subjects = ["routing", "paths", "headers", "errors", "balancing", "failures", "plugins"];
        foreach (var path in CaseFiles.Everything())
        {
            Assert.EndsWith(".yaml", path, StringComparison.Ordinal);
            Assert.Contains(path.Split(Path.DirectorySeparatorChar)[0], subjects);
            Assert.NotEmpty(CaseFiles.Load(Path.ChangeExtension(path, null)).Cases);
        }
    }

    [Fact]
    public void Files_OfTheGatewayItself_HoldSeveralHundredRequests()
    {
        string[] subjects = ["routing", "paths", "headers", "errors", "balancing", "failures"];
        var cases = subjects.SelectMany(CaseFiles.Below).SelectMany(file => CaseFiles.Load(file).Cases);
        Assert.True(cases.Sum(item => item.Steps?.Count ?? 1) >= 500);
    }

    [Fact]
    public void Parse_ValidText_IsRead()
    {
        var file = CaseFiles.Parse(Valid);
        Assert.Equal(200, file.Cases[0].Status);
        Assert.Equal("x", file.Cases[0].Response.Headers["Server"]);
    }

    [Theory]
    [InlineData("status: 200", "stauts: 200")]
    [InlineData("status: 200", "statuses: 200\n  status: 200")]
    [InlineData("headers:", "header:")]
    [InlineData("cases:", "case:")]
    [InlineData("status: 200", "name: nothing is expected")]
    [InlineData("request: GET /", "name: no request")]
    [InlineData("status: 200", "status: 200\n  asked: {other: 1}")]
    [InlineData("status: 200", "status: 200\n  status: 201")]
    [InlineData("status: 200", "status: 200\n  repeat: 0")]
    [InlineData("status: 200", "status: 200\n  steps: []")]
    public void Parse_InvalidText_IsRefused(string replaced, string replacement)
        => Assert.Throws<InvalidDataException>(() => CaseFiles.Parse(Valid.Replace(replaced, replacement, StringComparison.Ordinal)));

    [Theory]
    [InlineData("3", 3, true)]
    [InlineData("3", 4, false)]
    [InlineData(">3", 4, true)]
    [InlineData(">3", 3, false)]
    [InlineData("3..5", 5, true)]
    [InlineData("3..5", 6, false)]
    public void Counts_Expectation_Holds(string expected, int actual, bool holds) => Assert.Equal(holds, Counts.Holds(expected, actual));
}
