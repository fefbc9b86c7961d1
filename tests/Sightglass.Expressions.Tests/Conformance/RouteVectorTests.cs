using Sightglass.Expressions.Tests.Samples;

namespace Sightglass.Expressions.Tests.Conformance;

/// <summary>The conformance vectors of route expressions: what the reference answers, row by row.</summary>
public sealed class RouteVectorTests
{
    // number, expression, context, expected
    public static TheoryData<string, string, string, string> Vectors { get; } = new()
    {
        { "1", "http.method == \"GET\"", "http.method=GET", "true" },
        { "2", "http.method == \"get\"", "http.method=GET", "false" },
        { "3", "lower(http.method) == \"get\"", "http.method=GET", "true" },
        { "4", "lower(http.method) == \"GET\"", "http.method=GET", "false" },
        { "5", "upper(http.method) == \"GET\"", "http.method=GET", "parse" },
        { "6", "http.method==\"GET\"&&net.dst.port==80||net.dst.port==81", "http.method=GET;net.dst.port=81", "true" },
        { "7", "http.method == \"POST\" && net.dst.port == 80 || net.dst.port == 81", "http.method=GET;net.dst.port=81", "false" },
        { "8", "(http.method == \"POST\" && net.dst.port == 80) || net.dst.port == 81", "http.method=GET;net.dst.port=81", "true" },
        { "9", "http.path == \"x\" || net.dst.port == 1 && http.path == \"y\"", "http.path=x;net.dst.port=2", "false" },
        { "10", "!(http.method == \"GET\")", "http.method=POST", "true" },
        { "11", "!http.method == \"GET\"", "http.method=POST", "parse" },
        { "12", "!!(http.method == \"GET\")", "http.method=GET", "parse" },
        { "13", "http.headers.x_a != \"1\"", "", "false" },
        { "14", "!(http.headers.x_a == \"1\")", "", "true" },
        { "15", "!(http.headers.x_a != \"1\")", "", "true" },
        { "16", "net.src.ip not in 10.0.0.0/8", "", "false" },
        { "17", "!(net.src.ip in 10.0.0.0/8)", "", "true" },
        { "18", "any(http.headers.x_a) != \"1\"", "", "false" },
        { "19", "http.headers.x_a == \"1\"", "http.headers.x_a=1;http.headers.x_a=1", "true" },
        { "20", "http.headers.x_a == \"1\"", "http.headers.x_a=1;http.headers.x_a=2", "false" },
        { "21", "any(http.headers.x_a) == \"1\"", "http.headers.x_a=1;http.headers.x_a=2", "true" },
        { "22", "http.headers.x_a != \"1\"", "http.headers.x_a=1;http.headers.x_a=2", "false" },
        { "23", "any(http.headers.x_a) != \"1\"", "http.headers.x_a=1;http.headers.x_a=2", "true" },
        { "24", "!(any(http.headers.x_a) == \"1\")", "http.headers.x_a=1;http.headers.x_a=2", "false" },
        { "25", "any(lower(http.headers.x_a)) contains \"a\"", "http.headers.x_a=cAt;http.headers.x_a=dog", "true" },
        { "26", "lower(any(http.headers.x_a)) == \"cat\"", "http.headers.x_a=dog;http.headers.x_a=CAT", "true" },
        { "27", "lower(net.dst.port) == 80", "net.dst.port=80", "type" },
        { "28", "http.headers.x-a == \"1\"", "", "parse" },
        { "29", "http.headers.a.b == \"1\"", "", "type" },
        { "30", "http.foo == \"a\"", "", "type" },
        { "31", "http.queries.page == \"\"", "http.queries.page=", "true" },
        { "32", "http.queries.Q == \"a\"", "http.queries.q=a", "false" },
        { "33", "http.path == \"/a\\\"b\"", "http.path=/a\"b", "true" },
        { "34", "http.path ~ \"^/a/\\d+$\"", "http.path=/a/1", "parse" },
        { "35", "http.path ~ \"^/a/\\\\d+$\"", "http.path=/a/1", "true" },
        { "36", "http.path ~ r#\"^/a/\\d+$\"#", "http.path=/a/1", "true" },
        { "37", "http.path ~ r#\"\\d+\"#", "http.path=/a/1/b", "true" },
        { "38", "http.path ~ r#\"^/a(?=b)\"#", "http.path=/ab", "parse" },
        { "39", "http.path ~ r#\"(a)\\1\"#", "http.path=/aa", "parse" },
        { "40", "http.path ~ 80", "http.path=80", "parse" },
        { "41", "http.path contains \"\"", "http.path=/abc", "true" },
        { "42", "http.path > \"a\"", "http.path=b", "type" },
        { "43", "http.path in \"/a\"", "http.path=/a", "type" },
        { "44", "net.dst.port == \"80\"", "net.dst.port=80", "type" },
        { "45", "net.dst.port == 0x50", "net.dst.port=80", "true" },
        { "46", "net.dst.port == 0120", "net.dst.port=80", "true" },
        { "47", "net.dst.port == 080", "net.dst.port=80", "true" },
        { "48", "net.dst.port == 0128", "net.dst.port=128", "parse" },
        { "49", "net.dst.port == -0x10", "net.dst.port=-16", "true" },
        { "50", "net.dst.port == 9223372036854775808", "net.dst.port=1", "parse" },
        { "51", "net.dst.port == 10:20", "", "parse" },
        { "52", "net.src.ip in 10.0.0.1/8", "net.src.ip=10.1.2.3", "parse" },
        { "53", "net.src.ip in 10.0.0.1/32", "net.src.ip=10.0.0.1", "true" },
        { "54", "net.src.ip in 10.0.0.1", "net.src.ip=10.0.0.1", "type" },
        { "55", "net.src.ip == 10.0.0.0/8", "net.src.ip=10.0.0.1", "type" },
        { "56", "net.src.ip != 10.0.0.1", "net.src.ip=10.0.0.2", "true" },
        { "57", "net.src.ip not in fd00::/8", "net.src.ip=10.0.0.1", "true" },
        { "58", "net.src.ip in 10.0.0.0/8", "net.src.ip=::ffff:10.0.0.1", "false" },
        { "59", "net.src.ip == ::ffff:10.0.0.1", "net.src.ip=::ffff:10.0.0.1", "parse" },
        { "60", "http.path.segments.0_1 == \"a/b\"", "http.path.segments.0_1=a/b", "true" },
        { "61", "http.method == \"GET\" and http.path == \"/\"", "http.method=GET;http.path=/", "parse" },
        { "62", "http.path ~ r#\"^/(?P<id>\\d+)$\"#", "http.path=/12", "true" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Evaluate_Vector_AsReference(string number, string expression, string context, string expected) =>
        Assert.Equal((number, expected), (number, Vector.Evaluate(expression, context, TestFields.Route, Dialect.Route)));

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Reading_OfVector_HasSameResult(string number, string expression, string context, string expected)
    {
        if (!Expression.TryParse(expression, TestFields.Route, Dialect.Route, out var parsed, out _))
        {
            Assert.Contains(expected, (string[])["parse", "type"]);
            return;
        }

        Assert.Equal((number, expected), (number, Vector.Evaluate(parsed.Reading, context, TestFields.Route, Dialect.Route)));
    }
}
