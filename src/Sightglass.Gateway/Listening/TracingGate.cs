namespace Sightglass.Gateway.Listening;

/// <summary>
/// Whether any debug session is active on the node: the one flag that request processing asks when tracing is off. Set by the
/// session runtime; read by every connection.
/// </summary>
internal sealed class TracingGate
{
    private volatile bool _active;

    /// <summary>True while at least one session wants requests.</summary>
#if NO_INSTRUMENTATION
    public bool Active
    {
        get => false;
        set => _active = value;
    }
#else
    public bool Active
    {
        get => _active;
        set => _active = value;
    }
#endif
}
