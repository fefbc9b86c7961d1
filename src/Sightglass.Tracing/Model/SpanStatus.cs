namespace Sightglass.Tracing.Model;

/// <summary>A span's status (numbers as in OTLP).</summary>
public enum SpanStatus
{
    Unset = 0,
    Ok = 1,
    Error = 2,
}
