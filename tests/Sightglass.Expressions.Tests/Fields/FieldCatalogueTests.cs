using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Tests.Samples;

namespace Sightglass.Expressions.Tests.Fields;

public sealed class FieldCatalogueTests
{
    [Theory]
    [InlineData("http.path", "http.path")]
    [InlineData("net.port", "net.dst.port")]
    [InlineData("http.headers.X-Foo", "http.headers.x_foo")]
    [InlineData("http.queries.X-Foo", "http.queries.X-Foo")]
    [InlineData("http.path.segments.len", "http.path.segments.len")]
    [InlineData("proxy.kong.route.id", "proxy.kong.route_id")]
    [InlineData("span[\"kong.dns\"].status", "span[\"kong.dns\"].status")]
    public void Resolve_Name_GivesTheCanonicalField(string name, string canonical)
    {
        Assert.Null(TestFields.Sampling.Resolve(name, out FieldReference? reference));
        Assert.Equal(canonical, reference!.Name);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("http.headers")]
    [InlineData("http.headers.")]
    [InlineData("http.headers.*.a")]
    [InlineData("span[\"a\"].color")]
    [InlineData("span[\"a\"]")]
    [InlineData("span.duration_ms")]
    [InlineData("")]
    public void Resolve_OtherName_IsUnknown(string name)
    {
        Assert.Equal("Unknown LHS field", TestFields.Sampling.Resolve(name, out FieldReference? reference));
        Assert.Null(reference);
    }

    [Fact]
    public void Nearest_TypingError_BestFirst() => Assert.Equal("http.response.status_code", TestFields.Sampling.Nearest("http.response.statuscode")[0]);

    [Fact]
    public void Nearest_NothingLikeIt_None() => Assert.Empty(TestFields.Sampling.Nearest("completely.different.name"));

    [Fact]
    public void Constructor_ConflictingFields_Throws()
    {
        Assert.Throws<ArgumentException>(() => new FieldCatalogue([new(1, "a", FieldType.Int), new(1, "b", FieldType.Int)], ["s"]));
        Assert.Throws<ArgumentException>(() => new FieldCatalogue([new(1, "a", FieldType.Int), new(2, "a", FieldType.Int)], ["s"]));
        Assert.Throws<ArgumentException>(() => new FieldCatalogue([new(1, "a", FieldType.Int), new(2, "b", FieldType.Int) { Aliases = ["a"] }], ["s"]));
        Assert.Throws<ArgumentException>(() => new FieldCatalogue([new(1, "a", FieldType.Int) { Stage = 1 }], ["s"]));
    }

    [Fact]
    public void Table_SharedByExpressions_NumbersFieldsOnce()
    {
        var table = new FieldReferenceTable();
        Assert.True(Expression.TryParse("http.path == \"a\" && http.headers.A == \"b\"", TestFields.Route, Dialect.Route, table, out var first, out _));
        Assert.True(Expression.TryParse("http.headers.a == \"c\" && http.method == \"d\"", TestFields.Route, Dialect.Route, table, out var second, out _));
        Assert.Same(first.Fields[1], second.Fields[0]);
        Assert.Equal(3, table.Count);
        Assert.Equal([0, 1, 2], table.ToImmutableArray().Select(field => field.Slot));
    }

    [Fact]
    public void RequestFields_Ids_AreOfTheirOwn() =>
        Assert.Equal(RequestFields.Http.Length, RequestFields.Http.Select(field => field.Id).Distinct().Count());
}
