using Sightglass.Web.Format;

namespace Sightglass.Web.Tests.Format;

public class ShellTextTests
{
    [Theory]
    [InlineData("GET", "GET")]
    [InlineData("https://api.example.com/a?b", "'https://api.example.com/a?b'")]
    [InlineData("it's", """'it'\''s'""")]
    [InlineData("$(rm -rf /)", "'$(rm -rf /)'")]
    [InlineData("", "''")]
    public void Quote_AnyWord_StaysOneWord(string word, string expected) => Assert.Equal(expected, ShellText.Quote(word));
}
