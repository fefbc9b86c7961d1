using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.PluginSdk.Io.Http;

/// <summary>
/// The spans of one call. Which connection serves a call is the handler's choice, so the stream tells: what is written first in the
/// call's own flow is its request.
/// </summary>
internal sealed class HttpCall(IoScope scope, PluginHttpRequest request, long started)
{
    public static readonly HttpRequestOptionsKey<HttpCall> Key = new("sightglass.call");
    public static readonly AsyncLocal<HttpCall?> Current = new();

    private readonly Lock _lock = new();
    private IoSpan _connect;
    private IoSpan _exchange;
    private long _connectStarted;
    private long _ready = started;
    private string? _peer;
    private bool _connecting;
    private bool _sent;

    public IoScope Scope => scope;

    /// <summary>The address of the connection that this call caused; null if it caused none.</summary>
    public string? Connected { get; private set; }

    public void ConnectStarted()
    {
        lock (_lock)
        {
            _connectStarted = TraceRecorder.Now();
            _connecting = true;
            _connect = scope.Start(SpanNames.IoHttpConnect, LatencyKind.HttpClient, _connectStarted);
            _connect.Set(AttributeKeys.NetworkProtocolName, "http");
        }
    }

    public void Reached(string peer)
    {
        Connected = peer;
        _connect.Set(AttributeKeys.NetworkPeerAddress, peer);
    }

    /// <summary>The connection is ready, TLS included.</summary>
    public void ConnectFinished()
    {
        lock (_lock)
        {
            var now = TraceRecorder.Now();
            _connect.End(now);
            _connecting = false;
            _ready = now;
            if (Connected is { } peer)
            {
                scope.AddPeerTime(peer, now - _connectStarted, 0);
            }
        }
    }

    public void ConnectFailed(string message)
    {
        lock (_lock)
        {
            if (_connecting)
            {
                _connecting = false;
                _connect.Fail(message);
                _connect.End();
            }
        }
    }

    /// <summary>Something was written on a connection in this call's flow.</summary>
    public void Writing(string peer)
    {
        lock (_lock)
        {
            if (_sent)
            {
                return;
            }

            // Waiting for a free connection counts to the call: the handler bounds how many there are.
            _sent = true;
            _peer = peer;
            _exchange = scope.Start(SpanNames.IoHttpRequest, LatencyKind.HttpClient, _ready);
            _exchange.Set(AttributeKeys.NetworkPeerAddress, peer);
            _exchange.Set(AttributeKeys.NetworkProtocolName, "http");
            _exchange.Set(AttributeKeys.HttpRequestMethod, request.Method);
            if (_exchange.IsRecording)
            {
                _exchange.Set(AttributeKeys.UrlFull, request.Uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));
            }
        }
    }

    public void Finished(int statusCode)
    {
        lock (_lock)
        {
            _exchange.Set(AttributeKeys.HttpResponseStatusCode, statusCode);
            EndExchange();
        }
    }

    public void Failed(string message)
    {
        ConnectFailed(message);
        lock (_lock)
        {
            if (_sent)
            {
                _exchange.Fail(message);
                EndExchange();
            }
        }
    }

    private void EndExchange()
    {
        var now = TraceRecorder.Now();
        _exchange.End(now);
        if (_peer is not null)
        {
            scope.AddPeerTime(_peer, 0, now - _ready);
        }
    }
}
