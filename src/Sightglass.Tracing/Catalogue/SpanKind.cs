namespace Sightglass.Tracing.Catalogue;

/// <summary>The OpenTelemetry span kinds that the gateway records (numbers as in OTLP).</summary>
public enum SpanKind
{
    /// <summary>A step inside the gateway.</summary>
    Internal = 1,

    /// <summary>The root: a request being served.</summary>
    Server = 2,

    /// <summary>An exchange with an upstream.</summary>
    Client = 3,
}
