using Sightglass.Expressions.Errors;
using Sightglass.Expressions.Tests.Samples;

namespace Sightglass.Expressions.Tests.Syntax;

public sealed class ConstantTests
{
    [Theory]
    [InlineData("80", "80")]
    [InlineData("-80", "-80")]
    [InlineData("0", "0")]
    [InlineData("00", "0")]
    [InlineData("080", "80")]
    [InlineData("-017", "-15")]
    [InlineData("0120", "80")]
    [InlineData("0xFf", "255")]
    [InlineData("-0x10", "-16")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775807", "-9223372036854775807")]
    [InlineData("0x7fffffffffffffff", "9223372036854775807")]
    public void Integer_Form_IsRead(string written, string value) =>
        Assert.Equal($"net.dst.port == {value}", Vector.Parse($"net.dst.port == {written}").Reading);

    [Theory]
    [InlineData("0x8000000000000000")]
    [InlineData("-0x8000000000000000")]
    [InlineData("01000000000000000000000")]
    [InlineData("99999999999999999999999999")]
    [InlineData("0x")]
    [InlineData("0X10")]
    [InlineData("1e3")]
    [InlineData("12a")]
    [InlineData("10:20")]
    [InlineData("--1")]
    public void Integer_OtherForm_IsParseError(string written) =>
        Assert.Equal(ExpressionErrorKind.Parse, Vector.Error($"net.dst.port == {written}").Kind);

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("1::", "1::")]
    [InlineData("FD00::00a0:1", "fd00::a0:1")]
    [InlineData("1:0:0:2:0:0:0:3", "1:0:0:2::3")]
    [InlineData("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0")]
    [InlineData("::ffff:a00:1", "::ffff:a00:1")]
    public void Address_Form_IsRead(string written, string value) =>
        Assert.Equal($"net.src.ip == {value}", Vector.Parse($"net.src.ip == {written}").Reading);

    [Theory]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.01")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.1.2")]
    [InlineData("10.0.0.1234")]
    [InlineData("1.2.3.4x")]
    [InlineData(":")]
    [InlineData(":1")]
    [InlineData("1:")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7::8")]
    [InlineData("12345::")]
    [InlineData("::12345")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("fe80::1%eth0")]
    public void Address_OtherForm_IsParseError(string written) =>
        Assert.Equal(ExpressionErrorKind.Parse, Vector.Error($"net.src.ip == {written}").Kind);

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("10.0.0.0/08", "10.0.0.0/8")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("10.0.0.1/32", "10.0.0.1/32")]
    [InlineData("::/0", "::/0")]
    [InlineData("FD00::/8", "fd00::/8")]
    [InlineData("::1/128", "::1/128")]
    [InlineData("fd00::/008", "fd00::/8")]
    public void Cidr_Form_IsRead(string written, string value) =>
        Assert.Equal($"net.src.ip in {value}", Vector.Parse($"net.src.ip in {written}").Reading);

    [Theory]
    [InlineData("10.0.0.0/33", "0 to 32")]
    [InlineData("10.0.0.0/008", "0 to 32")]
    [InlineData("::/129", "0 to 128")]
    [InlineData("::/0128", "0 to 128")]
    [InlineData("10.0.0.1/8", "host part of address was not zero")]
    [InlineData("fd00::1/8", "host part of address was not zero")]
    [InlineData("10.0.0.0/", "unexpected `/`")]
    [InlineData("10.0.0.0 /8", "unexpected `/`")]
    [InlineData("10.0.0.0/8/8", "unexpected `/`")]
    public void Cidr_OtherForm_IsParseError(string written, string message)
    {
        var error = Vector.Error($"net.src.ip in {written}");
        Assert.Equal(ExpressionErrorKind.Parse, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"a\\\"b\\\\c\\n\\r\\td\"", "a\"b\\c\n\r\td")]
    [InlineData("\"line\nbreak\ttab ü😀\"", "line\nbreak\ttab ü😀")]
    [InlineData("r#\"a\\n\"b\"#", "a\\n\"b")]
    [InlineData("r#\"\"#", "")]
    [InlineData("\"\"", "")]
    public void String_Form_IsRead(string written, string value)
    {
        Assert.Equal("true", Vector.Evaluate($"http.path == {written}", "http.path=" + value, TestFields.Route, Dialect.Route));
        Assert.Equal("false", Vector.Evaluate($"http.path == {written}", "http.path=" + value + ".", TestFields.Route, Dialect.Route));
    }

    [Theory]
    [InlineData("GET", "GET")]
    [InlineData("a-b_c.d", "a-b_c.d")]
    [InlineData("r2", "r2")]
    [InlineData("deadbeef-0000-4000-8000-000000000000", "deadbeef-0000-4000-8000-000000000000")]
    public void BareWord_InSamplingRule_IsString(string written, string value) =>
        Assert.Equal($"http.method == \"{value}\"", Vector.Parse($"http.method == {written}", Dialect.Sampling).Reading);

    [Fact]
    public void BareWord_BeforeOperator_EndsThere() =>
        Assert.Equal(
            "(http.method == \"GET\" || http.method ~ \"PUT\") && latency_ms > 1",
            Vector.Parse("http.method==GET||http.method~PUT&&latency_ms>1", Dialect.Sampling).Reading);

    [Theory]
    [InlineData("http.response.status_code == OK")]
    [InlineData("net.src.ip == localhost")]
    [InlineData("net.src.ip in localhost")]
    public void BareWord_ForOtherThanString_IsTypeError(string text) =>
        Assert.Equal(ExpressionErrorKind.Type, Vector.Error(text, Dialect.Sampling).Kind);
}
