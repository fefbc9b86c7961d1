using System.Text;
using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Entities;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Logging;
using Sightglass.Tracing.Recording;

namespace Sightglass.Plugins.Tests.Fakes;

/// <summary>A request over plain collections: what plugins did to it can be read afterwards.</summary>
internal sealed class FakePluginContext : PluginContext
{
    private readonly FakeRequest _request;
    private readonly FakeServiceRequest _serviceRequest;
    private readonly FakeResponse _response;
    private readonly FakeClient _client;

    public FakePluginContext()
    {
        _request = new FakeRequest();
        _serviceRequest = new FakeServiceRequest(_request);
        _response = new FakeResponse();
        _client = new FakeClient(_serviceRequest);
    }

    public override string RequestId => "0123456789abcdef0123456789abcdef";

    public override FakeRequest Request => _request;

    public override FakeServiceRequest ServiceRequest => _serviceRequest;

    public override FakeResponse Response => _response;

    public override FakeClient Client => _client;

    public override RouteConfig? Route => RouteValue;

    public override ServiceConfig? Service => ServiceValue;

    public override FakeConsumers Consumers { get; } = new();

    public override IDictionary<string, object?> Items { get; } = new Dictionary<string, object?>();

    public override IDictionary<string, object?> LogFields { get; } = new Dictionary<string, object?>();

    public override TraceRecorder? Trace => TraceValue;

    public override void KeepTrace() => KeepsTrace = true;

    public override IReadOnlyList<RequestLogEntry> Logs => LogsValue;

    public override RequestTimings Timings => TimingsValue;

    public override string ResponseSource => Source;

    public override ConnectionInfo Connection => ConnectionValue;

    public override IReadOnlyList<UpstreamTry> Tries => TriesValue;

    public override ILogger Log => Logger;

    public override CancellationToken Aborted => AbortedValue;

    public override TimeProvider Time => Clock;

    public override bool HasExited => ExitStatus is not null;

    public RouteConfig? RouteValue { get; set; }

    public ServiceConfig? ServiceValue { get; set; }

    public TraceRecorder? TraceValue { get; set; }

    /// <summary>Whether a plugin asked for the request to be recorded to its end.</summary>
    public bool KeepsTrace { get; private set; }

    public List<RequestLogEntry> LogsValue { get; } = [];

    public RequestTimings TimingsValue { get; set; }

    public ConnectionInfo ConnectionValue { get; set; }

    public List<UpstreamTry> TriesValue { get; } = [];

    public ListLogger Logger { get; } = new();

    public CancellationToken AbortedValue { get; set; }

    public ManualTime Clock { get; init; } = new();

    public string Source { get; set; } = "service";

    /// <summary>The status a plugin ended the request with; null when none did.</summary>
    public int? ExitStatus { get; private set; }

    /// <summary>The message of an exit in the gateway's error format; null for other exits.</summary>
    public string? ErrorMessage { get; private set; }

    /// <summary>The body of a plain exit; null for other exits.</summary>
    public byte[]? ExitBody { get; private set; }

    public string? ExitText => ExitBody is null ? null : Encoding.UTF8.GetString(ExitBody);

    public string? ExitContentType { get; private set; }

    public override void ExitWithError(int status, string message)
    {
        End(status);
        ErrorMessage = message;
    }

    public override void Exit(int status, ReadOnlyMemory<byte> body, string? contentType)
    {
        End(status);
        ExitBody = body.ToArray();
        ExitContentType = contentType;
    }

    /// <summary>Whether the request was ended with a response that an upstream gave before.</summary>
    public bool ExitedAsProxied { get; private set; }

    public override void ExitAsProxied(int status, ReadOnlyMemory<byte> body)
    {
        Exit(status, body, null);
        ExitedAsProxied = true;
    }

    private void End(int status)
    {
        if (HasExited)
        {
            throw new InvalidOperationException("The request has already been ended.");
        }

        ExitStatus = status;
        _response.StatusCode = status;
        Source = "exit";
    }
}
