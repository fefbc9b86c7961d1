using Sightglass.Web.Debugger.Traces;
using Sightglass.Web.Tests.Samples;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.Web.Tests.Debugger.Traces;

public class TraceHeadlinesTests
{
    private const long Start = TraceBuilder.DefaultStart;

    [Fact]
    public void Of_Fine_SaysStatusTimeAndWhereItWent()
    {
        var headline = Headline(SampleTraces.Fine(1, Start));

        Assert.Equal(TraceSeverity.Fine, headline.Severity);
        Assert.Equal("Answered 200 in 11.3 ms", headline.Title);
        Assert.StartsWith("76 % of the time was upstream", headline.Evidence, StringComparison.Ordinal);
        Assert.Null(headline.Row);
    }

    [Fact]
    public void Of_NoTargetReached_NamesTheLastAttemptAndItsReason()
    {
        var headline = Headline(SampleTraces.Unreachable(1, Start));

        Assert.Equal(TraceSeverity.Failed, headline.Severity);
        Assert.Equal("No upstream could be reached in 2 attempts", headline.Title);
        Assert.Equal("payments-2.internal:8443 (10.2.0.42): connect timed out after 60 ms", headline.Evidence);
        Assert.Equal("kong.upstream.find_upstream", headline.Row?.Span.Name);
    }

    [Fact]
    public void Of_RetrySucceeded_IsAWarningAboutTheFailedAttempt()
    {
        var headline = Headline(SampleTraces.Retried(1, Start));

        Assert.Equal(TraceSeverity.Warning, headline.Severity);
        Assert.Equal("1 of 2 upstream attempts failed before one succeeded", headline.Title);
        Assert.Contains("orders-2.internal:8080", headline.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_EarlyExit_NamesThePluginAndItsMessage()
    {
        var headline = Headline(SampleTraces.Refused(1, Start));

        Assert.Equal(TraceSeverity.Warning, headline.Severity);
        Assert.Equal("Plugin key-auth ended the request with 401", headline.Title);
        Assert.Equal("No API key found in request", headline.Evidence);
    }

    [Fact]
    public void Of_NoRoute_SaysSo() => Assert.Equal("No route matched the request", Headline(SampleTraces.NoRoute(1, Start)).Title);

    [Fact]
    public void Of_UpstreamsOwnError_BlamesTheUpstream()
    {
        var headline = Headline(SampleTraces.UpstreamError(1, Start));

        Assert.Equal(TraceSeverity.Failed, headline.Severity);
        Assert.Equal("The upstream answered 500", headline.Title);
        Assert.Equal("kong.read_headers_from_upstream", headline.Row?.Span.Name);
    }

    [Fact]
    public void Of_PluginThatThrew_ShowsTheException()
    {
        var headline = Headline(SampleTraces.PluginFailed(1, Start));

        Assert.Equal("kong.access.plugin.request-transformer failed", headline.Title);
        Assert.Equal("The template 'invoice' has no field 'total'.", headline.Evidence);
    }

    [Fact]
    public void Of_NoResponse_IsAFailure()
    {
        var b = new TraceBuilder(SampleTraces.RequestId(1));
        b.Add("kong", 0, 10, 0, "client closed the connection");

        var headline = Headline(b.Build());

        Assert.Equal(TraceSeverity.Failed, headline.Severity);
        Assert.Equal("No response was sent", headline.Title);
        Assert.Equal("client closed the connection", headline.Evidence);
    }

    private static TraceHeadline Headline(Trace trace) => TraceHeadlines.Of(trace, Waterfall.Create(trace));
}
