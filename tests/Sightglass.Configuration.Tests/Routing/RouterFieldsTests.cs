using Sightglass.Configuration.Routing;
using Sightglass.Expressions;

namespace Sightglass.Configuration.Tests.Routing;

public sealed class RouterFieldsTests
{
    [Theory]
    [InlineData("net.protocol == \"https\" && tls.sni == \"a\" && net.src.ip in 10.0.0.0/8 && net.src.port > 1 && net.dst.ip == ::1 && net.dst.port == 443", true)]
    [InlineData("net.port == 80", true)]
    [InlineData("http.method == \"GET\" && http.host == \"a\" && http.path ^= \"/\"", false)]
    [InlineData("http.path.segments.0 == \"a\" || http.path.segments.0_1 == \"a/b\" || http.path.segments.len > 1", false)]
    [InlineData("any(http.headers.x_a) == \"1\" || http.queries.a == \"1\"", false)]
    public void Catalogue_DocumentedFields_AreKnownInTheirSubsystem(string expression, bool inStream)
    {
        Assert.True(Expression.TryParse(expression, RouterFields.Catalogue, Dialect.Route, out _, out _));
        Assert.Equal(inStream, Expression.TryParse(expression, RouterFields.StreamCatalogue, Dialect.Route, out _, out _));
    }

    [Fact]
    public void Catalogue_FieldOfSamplingRules_IsUnknown()
    {
        Assert.False(Expression.TryParse("http.response.status_code == 200", RouterFields.Catalogue, Dialect.Route, out _, out var error));
        Assert.Equal("Unknown LHS field", error.Message);
    }
}
