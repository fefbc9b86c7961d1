namespace Sightglass.Gateway.Pipeline;

/// <summary>When more of a request becomes known than before: the points at which a sampling rule is asked again.</summary>
internal enum RequestStage
{
    /// <summary>Connection, request line and headers.</summary>
    Headers,

    /// <summary>Route and service.</summary>
    Routed,

    /// <summary>The consumer: the access phase is over.</summary>
    Accessed,

    /// <summary>Upstream and status: the response's head is complete, header_filter has run.</summary>
    ResponseHead,

    /// <summary>Everything: sizes and latencies too.</summary>
    Completed,
}
