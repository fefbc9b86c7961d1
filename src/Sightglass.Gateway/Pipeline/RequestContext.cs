using Microsoft.AspNetCore.Http.Features;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.Gateway.Routing;
using Sightglass.Gateway.Snapshots;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>
/// One request on its way through the stages. The server keeps the object with the connection (HTTP/1.1) or the pooled stream (HTTP/2)
/// and uses it for the next request, so that a request makes none.
/// </summary>
internal sealed partial class RequestContext
{
    private int _snapshotCell;
    private RequestLogger? _pluginLog;

    public RequestContext(GatewayRuntime runtime) => Runtime = runtime;

    public GatewayRuntime Runtime { get; }

    /// <summary>The configuration that serves this request, captured once.</summary>
    public GatewaySnapshot Snapshot { get; private set; } = null!;

    /// <summary>32 lower-case hex digits.</summary>
    public string RequestId { get; private set; } = "";

    /// <summary>The recorder; null when nobody wants the request recorded. Every instrumentation point is a check of this.</summary>
#if NO_INSTRUMENTATION
    public TraceRecorder? Trace
    {
        get => null;
        set => _ = value;
    }
#else
    public TraceRecorder? Trace { get; set; }
#endif

    /// <summary>Where the request stands with the debug sessions; meaningful while <see cref="Trace"/> is set.</summary>
    public Debugging.SamplingState Sampling;

    /// <summary>What the request asks to be told about itself.</summary>
    public RequestDebugging.RequestDebugAsk DebugAsk { get; set; }

    /// <summary>What is logged about the request, for plugins that read it; null when none does.</summary>
    public RequestLogBuffer? Logs { get; private set; }

    /// <summary>A plugin has asked for the request to be recorded to its end.</summary>
    public bool KeepsTrace { get; set; }

    /// <summary>The access phase is over, and the plugins that took part in it have said what they want.</summary>
    public bool AccessIsOver { get; set; }

    /// <summary>Whether a plugin wants the request recorded, or may still come to want it.</summary>
    public bool IsRecordedForPlugins => (Snapshot.Needs & PluginNeeds.Trace) != 0 && (KeepsTrace || !AccessIsOver);

    /// <summary>The matched route; null before routing and when nothing matched.</summary>
    public RouteRuntime? Route => Match?.Route;

    public ServiceRuntime? Service => Match?.Route.Service;

    public RouteMatch? Match { get; set; }

    /// <summary>Whether the router remembered the answer.</summary>
    public bool RouterCacheHit { get; set; }

    /// <summary>The header_filter phase has run for this request: it runs once.</summary>
    public bool HeadersFiltered { get; set; }

    /// <summary>The plugins that serve the request: those of access, or the global ones when access never ran.</summary>
    public PluginPlan Plan { get; set; } = PluginPlan.Empty;

    public CollectedPlugins Plugins;

    public ConsumerConfig? Consumer { get; set; }

    public CredentialConfig? Credential { get; set; }

    public ExitKind Exit { get; private set; }

    public int ExitStatus { get; private set; }

    public string ExitMessage { get; private set; } = "";

    public ReadOnlyMemory<byte> ExitBody { get; private set; }

    public string? ExitContentType { get; private set; }

    /// <summary>The gateway's own response is the last one on an HTTP/1.x connection.</summary>
    public bool ClosesConnection { get; set; }

    /// <summary>Whether the plugin's body is a response that an upstream gave before.</summary>
    public bool ExitIsProxied { get; set; }

    /// <summary>One of <see cref="Pipeline.ResponseSource"/>.</summary>
    public string Source { get; set; } = ResponseSource.Exit;

    /// <summary>Where plugins write about this request: the node's log.</summary>
    public RequestLogger PluginLog => _pluginLog ??= new RequestLogger(this);

    /// <summary>The plugin whose handler runs; what is logged meanwhile is its. Null between handlers.</summary>
    public PluginEntry? RunningPlugin { get; set; }

    public bool HasExited => Exit != ExitKind.None;

    /// <summary>Ends the request with a message in the gateway's own format.</summary>
    public void ExitWithError(int status, string message, ExitKind kind = ExitKind.Error)
    {
        Exit = kind;
        ExitStatus = status;
        ExitMessage = message;
    }

    /// <summary>Ends the request because something inside failed: 500, in the format of a plain exit.</summary>
    public void ExitAfterFailure()
    {
        ExitWithBody(500, Errors.ErrorBodies.Unexpected, "application/json; charset=utf-8");
        Source = ResponseSource.Error;
    }

    public void ExitWithBody(int status, ReadOnlyMemory<byte> body, string? contentType)
    {
        Exit = ExitKind.Body;
        ExitMessage = "";
        ExitStatus = status;
        ExitBody = body;
        ExitContentType = contentType;
    }

    /// <summary>Makes the object ready for the request that <paramref name="features"/> stand for.</summary>
    public void Begin(IFeatureCollection features)
    {
        Attach(features);
        Snapshot = Runtime.Snapshots.Acquire(out _snapshotCell);
        RequestId = RequestIds.Next();
        Logs = (Snapshot.Needs & PluginNeeds.Logs) != 0 ? Logs ?? new RequestLogBuffer() : null;
        BeginTimes();
    }

    /// <summary>Lets go of everything that belongs to the request.</summary>
    public void End()
    {
        Snapshot.Leave(_snapshotCell);
        Snapshot = null!;
        Match = null;
        Plan = PluginPlan.Empty;
        Plugins.Clear();
        Consumer = null;
        Credential = null;
        Exit = ExitKind.None;
        ExitMessage = "";
        ExitBody = default;
        ExitContentType = null;
        ExitIsProxied = false;
        Source = ResponseSource.Exit;
        RouterCacheHit = false;
        HeadersFiltered = false;
        ClosesConnection = false;
        DebugAsk = RequestDebugging.RequestDebugAsk.None;
        KeepsTrace = false;
        AccessIsOver = false;
        Logs?.Clear();
        EndTarget();
        EndProxying();
        EndTracing();
        EndTimes();
        _plugin?.End();
    }
}
