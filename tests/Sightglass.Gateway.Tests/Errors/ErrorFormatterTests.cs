using System.Text;
using Sightglass.Gateway.Errors;

namespace Sightglass.Gateway.Tests.Errors;

/// <summary>The formats of gateway.md 6.</summary>
public sealed class ErrorFormatterTests
{
    private static readonly ErrorFormatter Formatter = new(new ErrorTemplates(), ErrorFormat.Plain);

    [Theory]
    [InlineData(null, ErrorFormat.Json)]
    [InlineData("application/json", ErrorFormat.Json)]
    [InlineData("*/*", ErrorFormat.Json)]
    [InlineData("image/png", ErrorFormat.Json)]
    [InlineData("text/html", ErrorFormat.Html)]
    [InlineData("application/xml", ErrorFormat.Xml)]
    [InlineData("text/plain", ErrorFormat.Plain)]
    [InlineData("text/html;q=0.3, application/xml;q=0.9", ErrorFormat.Xml)]
    [InlineData("text/plain;q=0.5, text/html;q=0.5", ErrorFormat.Plain)]
    [InlineData("image/png, text/html;q=0.1", ErrorFormat.Json)]
    [InlineData("text/xml", ErrorFormat.Json)]
    [InlineData("text/*", ErrorFormat.Plain)]
    [InlineData("nonsense, text/html", ErrorFormat.Html)]
    [InlineData("text/html;q=0", ErrorFormat.Json)]
    [InlineData("text/html;q=abc", ErrorFormat.Html)]
    internal void ByAccept_Table_ChoosesTheFormat(string? accept, ErrorFormat expected)
        => Assert.Equal(expected, ErrorFormatter.ByAccept(accept));

    [Theory]
    [InlineData(null, null, ErrorFormat.Plain)]
    [InlineData(null, "application/json", ErrorFormat.Json)]
    [InlineData(null, "image/png", ErrorFormat.Json)]
    [InlineData(null, "application/xml; charset=utf-8", ErrorFormat.Xml)]
    [InlineData("*/*", null, ErrorFormat.Json)]
    [InlineData("text/html", "application/json", ErrorFormat.Html)]
    internal void ForProxyFailure_Table_ChoosesTheFormat(string? accept, string? contentType, ErrorFormat expected)
        => Assert.Equal(expected, Formatter.ForProxyFailure(accept, contentType));

    [Theory]
    [InlineData(ErrorFormat.Json, "{\n  \"message\":\"it \\\"broke\\\"\",\n  \"request_id\":\"id\"\n}")]
    [InlineData(ErrorFormat.Plain, "it \"broke\"\nrequest_id: id\n")]
    internal void Format_BuiltIn_IsExactlyThis(ErrorFormat format, string expected)
        => Assert.Equal(expected, Encoding.UTF8.GetString(Formatter.Format(format, "it \"broke\"", "id")));

    [Fact]
    public void Format_Markup_IsEscaped()
    {
        var html = Encoding.UTF8.GetString(Formatter.Format(ErrorFormat.Html, "<b>&", "id"));
        var xml = Encoding.UTF8.GetString(Formatter.Format(ErrorFormat.Xml, "<b>&", "id"));

        Assert.Contains("<h1>Error</h1>", html);
        Assert.Contains("<p>&lt;b&gt;&amp;.</p>", html);
        Assert.Contains("<p>request_id: id</p>", html);
        Assert.Contains("<message>&lt;b&gt;&amp;</message>", xml);
        Assert.Contains("<requestid>id</requestid>", xml);
    }

    [Fact]
    public void Format_OwnTemplate_IsFilled()
    {
        var formatter = new ErrorFormatter(new ErrorTemplates(Plain: "sorry: %s (%s)", Json: "no places"), ErrorFormat.Plain);

        Assert.Equal("sorry: broke (id)", Encoding.UTF8.GetString(formatter.Format(ErrorFormat.Plain, "broke", "id")));
        Assert.Equal("no places", Encoding.UTF8.GetString(formatter.Format(ErrorFormat.Json, "broke", "id")));
    }

    [Theory]
    [InlineData(400, 3)]
    [InlineData(401, 16)]
    [InlineData(403, 7)]
    [InlineData(404, 5)]
    [InlineData(409, 6)]
    [InlineData(418, 3)]
    [InlineData(429, 8)]
    [InlineData(499, 1)]
    [InlineData(500, 13)]
    [InlineData(501, 12)]
    [InlineData(502, 13)]
    [InlineData(503, 14)]
    [InlineData(504, 4)]
    public void FromHttp_Table_GivesTheGrpcStatus(int status, int expected) => Assert.Equal(expected, GrpcStatus.FromHttp(status));
}
