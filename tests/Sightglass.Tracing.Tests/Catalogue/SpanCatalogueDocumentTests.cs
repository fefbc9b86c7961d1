using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Tests.Catalogue;

public sealed class SpanCatalogueDocumentTests
{
    /// <summary>With WRITE_DOCS=1 the page is written first, so a change of the catalogue is one run away from its page.</summary>
    [Fact]
    public void Render_Page_IsTheOneInDocs()
    {
        var path = Repository.PathOf("docs", "spans.md");
        var page = SpanCatalogueDocument.Render();
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.Equal(page, File.ReadAllText(path));
    }

    [Fact]
    public void Render_Page_HasEverySpanAndItsAttributes()
    {
        var page = SpanCatalogueDocument.Render();
        Assert.All(SpanCatalogue.All, definition => Assert.Contains($"\n## `{definition.Name}`\n", page, StringComparison.Ordinal));
        Assert.Contains("| `http.response.status_code` | int | unless failed | The status sent to the client. |", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', page);
    }
}
