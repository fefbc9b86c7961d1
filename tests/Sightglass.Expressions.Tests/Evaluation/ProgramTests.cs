using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Tests.Samples;

namespace Sightglass.Expressions.Tests.Evaluation;

public sealed class ProgramTests
{
    private const string Known = "http.method == \"a\"";
    private const string Later = "http.response.status_code == 503";

    [Theory]
    [InlineData($"{Later} && {Known}", "http.method=b", "false")]
    [InlineData($"{Later} && {Known}", "http.method=a", "unknown")]
    [InlineData($"{Known} && {Later}", "http.method=b", "false")]
    [InlineData($"{Known} && {Later}", "http.method=a", "unknown")]
    [InlineData($"{Later} || {Known}", "http.method=a", "true")]
    [InlineData($"{Later} || {Known}", "http.method=b", "unknown")]
    [InlineData($"!({Later} || {Known})", "http.method=a", "false")]
    [InlineData($"!({Later} && {Known})", "http.method=b", "true")]
    [InlineData($"!({Later})", "http.method=b", "unknown")]
    [InlineData($"{Later} && !(http.response.status_code == 503) && {Known}", "http.method=b", "false")]
    [InlineData($"({Later} && {Known}) || (http.path == \"x\" && {Known})", "http.method=b;http.path=x", "false")]
    [InlineData($"({Later} && {Known}) || (http.path == \"x\" && {Known})", "http.method=a;http.path=x", "true")]
    [InlineData("http.method == GET && http.response.status_code==503", "http.method=POST", "false")]
    [InlineData("!(http.response.status_code >= 100)", "", "unknown")]
    public void Evaluate_UnknownField_DecidesOnlyWhatTheKnownDecide(string text, string context, string expected)
    {
        var fields = Vector.Context(context, TestFields.Sampling);
        Assert.Null(fields.SetUnknown("http.response.status_code"));
        Assert.Equal(expected, Name(Vector.Parse(text, Dialect.Sampling).Evaluate(ref fields)));
    }

    [Fact]
    public void Evaluate_Decided_AsksForNoMoreFields()
    {
        var expression = Vector.Parse("http.method == \"a\" || http.path == \"b\" && http.host == \"c\"");
        var asked = new AskedFields(field => field.Name == "http.method" ? "a" : "x");
        Assert.Equal(Tristate.False, expression.Evaluate(ref asked));
        Assert.Equal(["http.method", "http.host"], asked.Names);
    }

    [Fact]
    public void Evaluate_EmptyListOfValues_IsAbsent()
    {
        var none = new NoValues();
        Assert.Equal(Tristate.False, Vector.Parse("http.path != \"a\"").Evaluate(ref none));
        Assert.Equal(Tristate.True, Vector.Parse("!(any(http.path) != \"a\")").Evaluate(ref none));
        Assert.Equal(Tristate.False, Vector.Parse("net.dst.port != 1").Evaluate(ref none));
        Assert.Equal(Tristate.False, Vector.Parse("net.src.ip not in 10.0.0.0/8").Evaluate(ref none));
    }

    [Fact]
    public void Evaluate_SourceGivesOtherType_Throws()
    {
        var wrong = new AskedFields(_ => "80");
        Assert.Throws<InvalidOperationException>(() => Vector.Parse("net.dst.port == 80").Evaluate(ref wrong));
    }

    [Fact]
    public void IsMatch_SourceDoesNotKnow_Throws()
    {
        var fields = Vector.Context("", TestFields.Route);
        fields.SetUnknown("http.path");
        Assert.Throws<InvalidOperationException>(() => Vector.Parse("http.path == \"a\"").Program.IsMatch(ref fields));
    }

    [Theory]
    [InlineData("any(net.src.ip) in 10.0.0.0/8", "true")]
    [InlineData("net.src.ip in 10.0.0.0/8", "false")]
    [InlineData("any(net.src.ip) == 192.168.0.1", "true")]
    [InlineData("any(net.src.port) > 2", "true")]
    [InlineData("net.src.port > 2", "false")]
    [InlineData("net.src.port > 0", "true")]
    [InlineData("any(net.src.port) < 1", "false")]
    public void Evaluate_SeveralNumbersOrAddresses_AllOrAny(string text, string expected) =>
        Assert.Equal(expected, Vector.Evaluate(text, "net.src.ip=10.1.1.1;net.src.ip=192.168.0.1;net.src.port=1;net.src.port=3", TestFields.Route, Dialect.Route));

    [Theory]
    [InlineData("lower(http.path) == \"äöü\"", "ÄÖÜ", "true")]
    [InlineData("lower(http.path) ~ \"^[a-z]+$\"", "ABC", "true")]
    [InlineData("lower(http.path) =^ \"z\"", "ÄZ", "true")]
    [InlineData("lower(http.path) ^= \"Ä\"", "Ä", "false")]
    public void Evaluate_Lower_FoldsTheValue(string text, string value, string expected) =>
        Assert.Equal(expected, Vector.Evaluate(text, "http.path=" + value, TestFields.Route, Dialect.Route));

    [Fact]
    public void Evaluate_LowerOfLongValue_FoldsAllOfIt()
    {
        var value = new string('A', 10_000) + "Z";
        Assert.Equal("true", Vector.Evaluate("lower(http.path) =^ \"aaaz\"", "http.path=" + value, TestFields.Route, Dialect.Route));
        Assert.Equal("false", Vector.Evaluate("lower(http.path) contains \"A\"", "http.path=" + value, TestFields.Route, Dialect.Route));
    }

    [Fact]
    public void Build_DeeplyAlternating_StaysSmall()
    {
        var text = "http.path == \"a\"";
        for (var depth = 0; depth < 60; depth++)
        {
            text = $"http.method == \"{depth}\" {(depth % 2 == 0 ? "&&" : "||")} ({text})";
        }

        Assert.InRange(Vector.Parse(text).Program.StepCount, 61, 61 * 62);
    }

    private static string Name(Tristate result) => result == Tristate.True ? "true" : result == Tristate.False ? "false" : "unknown";

    private struct AskedFields(Func<FieldReference, string> value) : IFieldSource
    {
        public List<string> Names { get; } = [];

        public readonly FieldState Read(FieldReference field, ref FieldValues values)
        {
            Names.Add(field.Name);
            values.Set(value(field));
            return FieldState.Present;
        }
    }

    private struct NoValues : IFieldSource
    {
        public readonly FieldState Read(FieldReference field, ref FieldValues values)
        {
            switch (field.Type)
            {
                case FieldType.String:
                    values.Set(ReadOnlySpan<string?>.Empty);
                    break;
                case FieldType.Int:
                    values.Set(ReadOnlySpan<long>.Empty);
                    break;
                default:
                    values.Set(ReadOnlySpan<Sightglass.Expressions.Net.IpValue>.Empty);
                    break;
            }

            return FieldState.Present;
        }
    }
}
