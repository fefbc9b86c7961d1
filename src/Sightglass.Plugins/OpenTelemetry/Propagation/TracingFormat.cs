namespace Sightglass.Plugins.OpenTelemetry.Propagation;

/// <summary>Ways to write a trace's context into headers.</summary>
internal enum TracingFormat
{
    /// <summary><c>traceparent</c> of W3C Trace Context.</summary>
    W3c,

    /// <summary>Zipkin's <c>X-B3-…</c>; as a format to read, <c>b3</c> too.</summary>
    B3,

    /// <summary>Zipkin's <c>b3</c>.</summary>
    B3Single,

    /// <summary><c>uber-trace-id</c>.</summary>
    Jaeger,

    /// <summary>OpenTracing's <c>ot-tracer-…</c>.</summary>
    Ot,

    /// <summary><c>x-datadog-…</c>.</summary>
    Datadog,

    /// <summary><c>x-amzn-trace-id</c> of X-Ray.</summary>
    Aws,

    /// <summary><c>x-cloud-trace-context</c>.</summary>
    Gcp,
}
