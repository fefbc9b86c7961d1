using Corpus.Gateways;
using Corpus.Model;
using Corpus.Peers;

namespace Corpus.Checks;

/// <summary>Compares what upstreams were asked with what is expected of it.</summary>
internal static class UpstreamCheck
{
    public static void Run(IReadOnlyList<SeenRequest> seen, Step step, Placeholders placeholders)
    {
        foreach (var (name, count) in step.Asked ?? [])
        {
            Counts.Check(name, count, seen.Count(request => request.Upstream == name));
        }

        if (step.Upstream is not { } expected)
        {
            return;
        }

        Assert.True(seen.Count > 0, "no upstream was asked");
        Check(seen[^1], expected, placeholders);
    }

    /// <summary>Whether one of the requests that the named upstream got is as expected.</summary>
    public static void RunTold(IReadOnlyList<SeenRequest> seen, UpstreamExpectation expected, Placeholders placeholders)
    {
        var asked = seen.Where(request => request.Upstream == expected.Name).ToList();
        Assert.True(asked.Count > 0, $"{expected.Name} was told nothing");
        for (var i = 0; i < asked.Count; i++)
        {
            try
            {
                Check(asked[i], expected, placeholders);
                return;
            }
            catch (Exception) when (i < asked.Count - 1)
            {
                // Another one may be.
            }
        }
    }

    private static void Check(SeenRequest request, UpstreamExpectation expected, Placeholders placeholders)
    {
        var (upstream, message) = request;
        if (expected.Name is { } name)
        {
            Assert.Equal(name, upstream);
        }

        if (expected.Line is { } line)
        {
            Assert.Equal(Exchange.Versioned(placeholders.Fill(line)), message.StartLine);
        }

        MessageCheck.Headers(message, expected.Headers, expected.Names, placeholders);
        MessageCheck.Body(message, expected.Body, expected.Json, expected.Length, expected.Trailers, placeholders);
    }
}
