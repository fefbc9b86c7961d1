using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Sightglass.ControlPlane.Http;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Writes a session's events as <c>text/event-stream</c>.</summary>
internal sealed class SessionEventStream(TimeProvider timeProvider, IHostApplicationLifetime lifetime)
{
    /// <summary>Time without an event after which a comment is sent, so that proxies and clients know the stream lives.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public async Task WriteAsync(HttpContext context, SessionWatch watch)
    {
        // A stream has no end of its own: without this, whoever watches would hold up the control plane's stop.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await WriteAsync(context, watch, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client left, or the control plane stops; the client resumes with the last id it has.
        }
    }

    private async Task WriteAsync(HttpContext context, SessionWatch watch, CancellationToken aborted)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.StartAsync(aborted);

        await using var events = watch.Events.GetAsyncEnumerator(aborted);
        while (true)
        {
            var next = events.MoveNextAsync().AsTask();
            while (!await CompletesAsync(next, aborted))
            {
                await response.WriteAsync(": heartbeat\n\n", aborted);
                await response.Body.FlushAsync(aborted);
            }

            if (!await next)
            {
                return;
            }

            await response.WriteAsync(Text(events.Current), aborted);
            await response.Body.FlushAsync(aborted);
        }
    }

    private static string Text(SessionEvent told)
    {
        var (type, data) = told switch
        {
            { Session: { } session } => (Storage.Records.SessionEventRecord.SessionType, JsonSerializer.Serialize(session, ApiJson.Default.DebugSession)),
            { Trace: { } trace } => (Storage.Records.SessionEventRecord.TraceType, JsonSerializer.Serialize(trace, ApiJson.Default.TraceItem)),
            { Node: { } node } => (Storage.Records.SessionEventRecord.NodeType, JsonSerializer.Serialize(node, ApiJson.Default.DataPlaneNode)),
            _ => (Storage.Records.SessionEventRecord.EndType, JsonSerializer.Serialize(new EndDocument(told.End ?? EndReason.Error), ApiJson.Default.EndDocument)),
        };
        return string.Create(CultureInfo.InvariantCulture, $"id: {told.Id}\nevent: {type}\ndata: {data}\n\n");
    }

    /// <summary>Waits for the next event; false when there was none for as long as a heartbeat takes.</summary>
    private async Task<bool> CompletesAsync(Task<bool> next, CancellationToken aborted)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var first = await Task.WhenAny(next, Task.Delay(Heartbeat, timeProvider, pause.Token));
        await pause.CancelAsync();
        aborted.ThrowIfCancellationRequested();
        return first == next;
    }
}
