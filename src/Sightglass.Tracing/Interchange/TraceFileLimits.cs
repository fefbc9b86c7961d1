using Sightglass.Tracing.Codec;

namespace Sightglass.Tracing.Interchange;

/// <summary>What a file of traces may hold.</summary>
public sealed record TraceFileLimits
{
    public static TraceFileLimits Default { get; } = new();

    /// <summary>Bytes of the file, and of all that is packed in it together. Default 256 MiB.</summary>
    public long Bytes { get; init; } = 256L << 20;

    /// <summary>Entries of a <c>.zip</c>. Default 2,048.</summary>
    public int Entries { get; init; } = 2_048;

    public OtlpLimits Otlp { get; init; } = OtlpLimits.Default;
}
