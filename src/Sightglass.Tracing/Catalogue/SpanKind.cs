namespace Sightglass.Tracing.Catalogue;

/// <summary>The OpenTelemetry span kinds (numbers as in OTLP). The gateway records the first three; the rest occur in traces of others.</summary>
public enum SpanKind
{
    /// <summary>The sender did not say.</summary>
    Unspecified = 0,

    /// <summary>A step inside the gateway.</summary>
    Internal = 1,

    /// <summary>The root: a request being served.</summary>
    Server = 2,

    /// <summary>An exchange with an upstream.</summary>
    Client = 3,

    /// <summary>A message handed to a broker.</summary>
    Producer = 4,

    /// <summary>A message taken from a broker.</summary>
    Consumer = 5,
}
