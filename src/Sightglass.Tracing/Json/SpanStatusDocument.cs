namespace Sightglass.Tracing.Json;

/// <summary>A span's status.</summary>
public sealed record SpanStatusDocument
{
    /// <summary>unset, ok or error.</summary>
    public string Code { get; init; } = "unset";

    public string? Message { get; init; }
}
