using System.Collections.Immutable;

namespace Sightglass.Cluster.Messages;

/// <summary>Which messages of recorded requests are captured.</summary>
public sealed record PayloadCapture
{
    /// <summary>Default limit of a captured body, in bytes.</summary>
    public const int DefaultMaxBodyBytes = 65_536;

    /// <summary>Highest limit of a captured body, in bytes.</summary>
    public const int HighestMaxBodyBytes = 1_048_576;

    public bool Headers { get; init; }

    public bool Body { get; init; }

    /// <summary>Bytes of a body that are kept; default 65,536, at most 1,048,576.</summary>
    public int MaxBodyBytes { get; set; } = DefaultMaxBodyBytes;

    /// <summary>Where to capture: <c>client</c>, <c>upstream</c>, <c>plugins</c>, <c>third_party</c>.</summary>
    public ImmutableArray<string> Points { get; set; } = [];

    /// <summary>Whether any payload is captured.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Enabled => Headers || Body;
}
