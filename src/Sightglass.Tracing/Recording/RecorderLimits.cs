namespace Sightglass.Tracing.Recording;

/// <summary>What one trace may hold. What does not fit is counted, never lost silently.</summary>
public sealed record RecorderLimits
{
    /// <summary>
    /// Spans in a trace. Default 10,000; 16 to 65,535. Spans of I/O may take seven eighths of it, so that a plugin with very many
    /// calls cannot push out the gateway's own steps.
    /// </summary>
    public int Spans { get; init; } = 10_000;

    /// <summary>Different attributes on one span. Default 128; 16 to 1,024.</summary>
    public int AttributesPerSpan { get; init; } = 128;

    /// <summary>Events in a trace. Default 256.</summary>
    public int Events { get; init; } = 256;

    /// <summary>Peers listed in <c>proxy.kong.latency.net_io_timings</c>. Default 64.</summary>
    public int Peers { get; init; } = 64;

    /// <summary>Characters of a text value; a longer one is cut there and ends in an ellipsis. Default 8,192.</summary>
    public int ValueLength { get; init; } = 8_192;

    /// <summary>Spans that may be taken by spans outside the request's own flow.</summary>
    internal int DetachedSpans => Spans - (Spans / 8);

    /// <exception cref="ArgumentOutOfRangeException">A limit is outside its range.</exception>
    internal RecorderLimits Checked()
    {
        Check(Spans, 16, 65_535, nameof(Spans));
        Check(AttributesPerSpan, 16, 1_024, nameof(AttributesPerSpan));
        Check(Events, 0, 65_535, nameof(Events));
        Check(Peers, 0, 65_535, nameof(Peers));
        Check(ValueLength, 16, 1 << 20, nameof(ValueLength));
        return this;
    }

    private static void Check(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"The recorder limit '{name}' must be between {least} and {most}.");
        }
    }
}
