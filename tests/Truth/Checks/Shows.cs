using System.Globalization;
using System.Text;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Verify;
using Truth.Peers;

namespace Truth.Checks;

/// <summary>What a trace shows of an injected delay.</summary>
internal static class Shows
{
    /// <summary>
    /// The delay is in one span and charged to one party, to within 3 ms and 3 %; no other party is charged with it, and no span has
    /// grown by it but those around it.
    /// </summary>
    /// <param name="trace">The trace.</param>
    /// <param name="injection">The delay that was really injected.</param>
    /// <param name="party">Who was waited for.</param>
    /// <param name="spanName">The span that must show it; of several of the name, the longest.</param>
    /// <param name="through">Spans that go on meanwhile by their definition.</param>
    public static void Delay(Trace trace, Injection injection, Party party, string spanName, params string[] through)
    {
        Invariants(trace);
        var injected = injection.Elapsed.TotalMilliseconds;
        Assert.True(injected > 100, $"Only {injected:F1} ms were injected.");
        var span = trace.Spans.Where(span => span.Name == spanName).MaxBy(span => span.Duration);
        Assert.True(span is not null, $"There is no span {spanName}.\n{Render(trace)}");

        Near(span.Duration, spanName);
        if (party != Party.None)
        {
            Near(Charged(trace, party), party.ToString());
        }

        foreach (var other in Enum.GetValues<Party>().Where(other => other is not Party.None && other != party))
        {
            Elsewhere(Charged(trace, other), other.ToString());
        }

        // What takes place after the response is around nothing that counts.
        var around = party == Party.None ? Ancestors(trace, span)[..^1] : Ancestors(trace, span);
        foreach (var other in trace.Spans.Where(other => other != span && !around.Contains(other) && !through.Contains(other.Name)))
        {
            Elsewhere(other.Duration, other.Name);
        }

        void Near(long nanoseconds, string what)
        {
            var found = nanoseconds / 1e6;
            if (Math.Abs(found - injected) > 3 + (injected * 0.03))
            {
                throw new MismatchException(Text($"{what} has {found:F1} ms of {injected:F1} ms injected.", trace));
            }
        }

        void Elsewhere(long nanoseconds, string what)
        {
            if (nanoseconds / 1e6 > 3 + (injected * 0.03))
            {
                throw new MismatchException(Text($"{what} has {nanoseconds / 1e6:F1} ms, though {injected:F1} ms were injected into {spanName}.", trace));
            }
        }
    }

    /// <summary>A duration is that of the delay, to within 3 ms and 3 %.</summary>
    public static void Duration(Trace trace, long nanoseconds, TimeSpan expected, string what)
    {
        if (Math.Abs((nanoseconds / 1e6) - expected.TotalMilliseconds) > 3 + (expected.TotalMilliseconds * 0.03))
        {
            throw new MismatchException(Text($"{what} has {nanoseconds / 1e6:F1} ms, expected {expected.TotalMilliseconds:F1} ms.", trace));
        }
    }

    /// <summary>Something about a trace's durations that holds unless the machine was busy elsewhere.</summary>
    public static void That(Trace trace, bool holds, string what)
    {
        if (!holds)
        {
            throw new MismatchException(Text(what, trace));
        }
    }

    /// <summary>What holds for every trace whatever the machine does: the verifier's rules, and the exact sum.</summary>
    public static void Invariants(Trace trace)
    {
        var violations = TraceVerifier.Verify(trace);
        Assert.True(violations.IsEmpty, string.Join('\n', violations) + "\n" + Render(trace));
        var latency = trace.Latency;
        Assert.Equal(latency.Total, latency.Internal + latency.Client + latency.Upstream + latency.ThirdParty);
        Assert.Equal(trace.Root.Duration, latency.Total);
    }

    public static Span Single(Trace trace, string name)
    {
        var found = trace.Spans.Where(span => span.Name == name).ToArray();
        Assert.True(found.Length == 1, $"{found.Length} spans {name}, expected one.\n{Render(trace)}");
        return found[0];
    }

    public static void None(Trace trace, string name) =>
        Assert.True(trace.Spans.All(span => !span.Name.StartsWith(name, StringComparison.Ordinal)), $"There is a span {name}.\n{Render(trace)}");

    public static void Attribute(Span span, string name, string expected)
    {
        Assert.True(span.TryGet(name, out var value), $"{span.Name} has no {name}.");
        Assert.Equal(expected, value.ToString());
    }

    /// <summary>The trace as text, for the message of a test that fails.</summary>
    public static string Render(Trace trace)
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{trace.Latency}");
        foreach (var span in trace.Spans)
        {
            text.Append(' ', 2 * Ancestors(trace, span).Count);
            text.Append(CultureInfo.InvariantCulture, $"{span.Name} {(span.StartTime - trace.Root.StartTime) / 1e6:F1} + {span.Duration / 1e6:F1} ms");
            text.AppendLine(span.StatusMessage is { } message ? $" failed: {message}" : "");
        }

        return text.ToString();
    }

    private static string Text(string message, Trace trace) => message + "\n" + Render(trace);

    private static long Charged(Trace trace, Party party) => party switch
    {
        Party.Client => trace.Latency.Client,
        Party.Upstream => trace.Latency.Upstream,
        Party.ThirdParty => trace.Latency.ThirdParty,
        _ => trace.Latency.Internal,
    };

    private static List<Span> Ancestors(Trace trace, Span span)
    {
        var found = new List<Span>();
        while (span.ParentSpanId is { } id && trace.Spans.FirstOrDefault(other => other.SpanId == id) is { } parent)
        {
            found.Add(parent);
            span = parent;
        }

        return found;
    }
}
