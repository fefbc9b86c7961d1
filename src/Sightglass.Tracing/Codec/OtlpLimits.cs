using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec;

/// <summary>What one OTLP message may hold. The receiver bounds its bytes.</summary>
public sealed record OtlpLimits
{
    public static OtlpLimits Default { get; } = new();

    /// <summary>Spans, or log entries, in a message; more are an error. Default 100,000.</summary>
    public int Items { get; init; } = 100_000;

    /// <summary>Attributes on a resource, span, event or log entry; more are counted and dropped. Default 512.</summary>
    public int Attributes { get; init; } = 512;

    /// <summary>Events on a span; more are counted and dropped. Default 1,024.</summary>
    public int Events { get; init; } = 1_024;

    /// <summary>Characters of a text; a longer one is cut there and ends in an ellipsis. Default 65,536.</summary>
    public int TextLength { get; init; } = 65_536;

    /// <summary>Arrays and maps inside one another in an attribute's value; deeper ones are an error. Default 16.</summary>
    public int Depth { get; init; } = 16;

    internal string Bound(string text) => BoundedText.Cut(text, TextLength);
}
