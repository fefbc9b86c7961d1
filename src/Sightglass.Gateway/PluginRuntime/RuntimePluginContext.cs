using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Tls;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Logging;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>A request as plugins see it. Made once per connection, when the first plugin runs.</summary>
internal sealed class RuntimePluginContext : PluginContext
{
    private readonly RequestContext _context;
    private readonly RuntimePluginRequest _request;
    private readonly RuntimePluginServiceRequest _serviceRequest;
    private readonly RuntimePluginResponse _response;
    private readonly RuntimePluginClient _client;
    private Dictionary<string, object?>? _items;
    private Dictionary<string, object?>? _logFields;

    public RuntimePluginContext(RequestContext context)
    {
        _context = context;
        _request = new RuntimePluginRequest(context);
        _serviceRequest = new RuntimePluginServiceRequest(context);
        _response = new RuntimePluginResponse(context);
        _client = new RuntimePluginClient(context);
    }

    public override string RequestId => _context.RequestId;

    public override PluginRequest Request => _request;

    public override PluginServiceRequest ServiceRequest => _serviceRequest;

    public override PluginResponse Response => _response;

    public RuntimePluginResponse RuntimeResponse => _response;

    public override PluginClient Client => _client;

    public override RouteConfig? Route => _context.Route?.Config;

    public override ServiceConfig? Service => _context.Service?.Config;

    public override IConsumerDirectory Consumers => _context.Snapshot.Consumers;

    public override IDictionary<string, object?> Items => _items ??= new Dictionary<string, object?>(StringComparer.Ordinal);

    public override IDictionary<string, object?> LogFields => _logFields ??= new Dictionary<string, object?>(StringComparer.Ordinal);

    public override TraceRecorder? Trace => _context.Trace;

    public override void KeepTrace() => _context.KeepsTrace = true;

    public override IReadOnlyList<RequestLogEntry> Logs => _context.Logs?.Entries ?? [];

    public override RequestTimings Timings => new(
        _context.StartedAt,
        Milliseconds(_context.FirstByteTimestamp, _context.EndTimestamp),
        _context.UpstreamHeadTimestamp == 0
            ? Milliseconds(_context.FirstByteTimestamp, _context.EndTimestamp)
            : Milliseconds(_context.FirstByteTimestamp, _context.SelectedTimestamp),
        _context.UpstreamHeadTimestamp == 0 ? -1 : Milliseconds(_context.SelectedTimestamp, _context.UpstreamHeadTimestamp),
        Milliseconds(_context.UpstreamHeadTimestamp, _context.UpstreamEndTimestamp));

    public override string ResponseSource => _context.Source;

    public override ConnectionInfo Connection => new(
        _context.Connection.LocalAddress,
        _context.Connection.Listener.Port,
        _context.Connection.Id,
        _context.Connection.RequestCount,
        TlsText.Protocol(_context.Tls),
        TlsText.Cipher(_context.Tls),
        _context.ServerName);

    public override IReadOnlyList<UpstreamTry> Tries => _context.Tries;

    public override ILogger Log => _context.PluginLog;

    public override CancellationToken Aborted => _context.Aborted;

    public override TimeProvider Time => _context.Runtime.Time;

    public override bool HasExited => _context.HasExited;

    public override void ExitWithError(int status, string message)
    {
        CheckStatus(status);
        ArgumentNullException.ThrowIfNull(message);
        _context.ExitWithError(status, message);
    }

    public override void Exit(int status, ReadOnlyMemory<byte> body, string? contentType)
    {
        CheckStatus(status);
        _context.ExitWithBody(status, body, contentType);
    }

    public override void ExitAsProxied(int status, ReadOnlyMemory<byte> body)
    {
        CheckStatus(status);
        _context.ExitWithBody(status, body, null);
        _context.ExitIsProxied = true;
    }

    /// <summary>The request is over.</summary>
    public void End()
    {
        _items?.Clear();
        _logFields?.Clear();
        _request.End();
        _response.End();
    }

    private static void CheckStatus(int status)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
    }

    private static double Milliseconds(long from, long to)
        => from == 0 || to == 0 ? 0 : Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
}
