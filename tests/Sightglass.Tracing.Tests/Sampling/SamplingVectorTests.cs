using Sightglass.Expressions;
using Sightglass.Expressions.Rules;
using Sightglass.Tracing.Sampling;

namespace Sightglass.Tracing.Tests.Sampling;

/// <summary>The conformance vectors of sampling rules.</summary>
public sealed class SamplingVectorTests
{
    // number, rule, context, expected
    public static TheoryData<string, string, string, string> Vectors { get; } = new()
    {
        { "S1", "http.response.status_code==503", "http.response.status_code=503", "true" },
        { "S2", "http.response.status_code >= 500", "http.response.status_code=499", "false" },
        { "S3", "http.response.status_code == 401 || !(proxy.kong.upstream.status_code == 401)", "http.response.status_code=200;proxy.kong.upstream.status_code=200", "true" },
        { "S4", "http.response.status_code == 401 && !(proxy.kong.upstream.status_code == 401)", "http.response.status_code=401", "true" },
        { "S5", "http.response.status_code == 401 && !(proxy.kong.upstream.status_code == 401)", "http.response.status_code=401;proxy.kong.upstream.status_code=401", "false" },
        { "S6", "http.response.status_code == 401 && proxy.kong.upstream.status_code != 401", "http.response.status_code=401", "false" },
        { "S7", "!(proxy.kong.upstream.status_code >= 100) && http.response.status_code == 500", "http.response.status_code=500", "true" },
        { "S8", "proxy.kong.upstream.status_code < 100 && http.response.status_code == 500", "http.response.status_code=500", "false" },
        { "S9", "proxy.kong.latency_total_ms >= 100", "proxy.kong.latency_total_ms=250", "true" },
        { "S10", "proxy.kong.route.id == \"0a1b\"", "http.response.status_code=404", "false" },
        { "S11", "http.method == GET", "http.method=GET", "true" },
        { "S12", "http.response.status_code == OK", "http.response.status_code=200", "refused" },
        { "S13", "proxy.kong.service.id != \"svc-1\"", "http.response.status_code=404", "false" },
        { "S14", "!(proxy.kong.service.id == \"svc-1\")", "http.response.status_code=404", "true" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Evaluate_Vector_AsSpecified(string number, string rule, string context, string expected)
    {
        if (!Expression.TryParse(rule, SamplingFields.Catalogue, Dialect.Sampling, out var expression, out _))
        {
            Assert.Equal((number, expected), (number, "refused"));
            return;
        }

        var fields = Context(context);
        Assert.Equal((number, expected), (number, expression.Evaluate(ref fields) == Tristate.True ? "true" : "false"));
    }

    [Theory]
    [InlineData("http.method=POST", Tristate.False)]
    [InlineData("http.method=GET", Tristate.Unknown)]
    public void Evaluate_BeforeTheResponse_DropsOnlyWhatCannotMatch(string context, Tristate expected)
    {
        Assert.True(Expression.TryParse("http.method == GET && http.response.status_code==503", SamplingFields.Catalogue, Dialect.Sampling, out var rule, out _));
        var fields = Context(context);
        Assert.Null(fields.SetUnknown("http.response.status_code"));
        Assert.Equal(expected, rule.Evaluate(ref fields));
    }

    [Fact]
    public void Evaluate_AuthenticationFailureAtRequestTime_IsNotKnownYet()
    {
        const string text = "http.response.status_code == 401 && !(proxy.kong.upstream.status_code == 401)";
        Assert.True(Expression.TryParse(text, SamplingFields.Catalogue, Dialect.Sampling, out var rule, out _));
        var fields = Context("");
        fields.SetUnknown("http.response.status_code");
        fields.SetUnknown("proxy.kong.upstream.status_code");
        Assert.Equal(Tristate.Unknown, rule.Evaluate(ref fields));
    }

    private static RuleContext Context(string context)
    {
        var fields = new RuleContext(SamplingFields.Catalogue);
        foreach (var pair in context.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            Assert.Null(fields.Add(parts[0], parts[1]));
        }

        return fields;
    }
}
