using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Model;

namespace Sightglass.Plugins.Tests.OpenTelemetry;

/// <summary>A collector: takes OTLP over HTTP and decodes it.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<(HttpRequestHead Head, byte[] Body)> _requests = new();
    private readonly ConcurrentQueue<int> _refusals;
    private WebServer? _server;

    private OtlpReceiver(int[] refusals) => _refusals = new ConcurrentQueue<int>(refusals);

    public IReadOnlyCollection<(HttpRequestHead Head, byte[] Body)> Requests => _requests;

    public string Address => _server!.Address.ToString();

    /// <summary>All spans received so far, with their trace's id.</summary>
    public IReadOnlyList<(string TraceId, Span Span)> Spans =>
    [
        .. _requests
            .Where(request => request.Head.Path == "/v1/traces")
            .SelectMany(request => OtlpTraces.Decode(request.Body).Traces)
            .SelectMany(trace => trace.Trace.Spans.Select(span => (trace.Trace.TraceId.ToHexString(), span))),
    ];

    /// <summary>All log records received so far.</summary>
    public IReadOnlyList<WireMessage> Logs =>
    [
        .. _requests
            .Where(request => request.Head.Path == "/v1/logs")
            .SelectMany(request => new WireMessage(request.Body).All(1))
            .SelectMany(resource => resource.All(2))
            .SelectMany(scope => scope.All(2)),
    ];

    /// <param name="refusals">Statuses of the first answers; the others are 200.</param>
    public static async Task<OtlpReceiver> StartAsync(params int[] refusals)
    {
        var receiver = new OtlpReceiver(refusals);
        receiver._server = await WebServer.StartAsync(receiver.ReceiveAsync);
        return receiver;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (_refusals.TryDequeue(out var status))
        {
            context.Response.StatusCode = status;
            return;
        }

        _requests.Enqueue((new HttpRequestHead(context.Request.Method, context.Request.Path, context.Request.ContentType, context.Request.Headers["Authorization"].ToString()), body.ToArray()));
    }

    internal sealed record HttpRequestHead(string Method, string? Path, string? ContentType, string Authorization);
}
