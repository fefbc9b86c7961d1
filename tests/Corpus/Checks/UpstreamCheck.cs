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
        var (upstream, message) = seen[^1];
        if (expected.Name is { } name1)
        {
            Assert.Equal(name1, upstream);
        }

        if (expected.Line is { } line)
        {
            Assert.Equal(Exchange.Versioned(placeholders.Fill(line)), message.StartLine);
        }

        MessageCheck.Headers(message, expected.Headers, expected.Names, placeholders);
        MessageCheck.Body(message, expected.Body, expected.Json, expected.Length, expected.Trailers, placeholders);
    }
}
