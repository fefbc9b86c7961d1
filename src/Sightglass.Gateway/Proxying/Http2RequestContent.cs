using System.Net;
using Sightglass.Gateway.Pipeline;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <summary>The client's body on its way to an HTTP/2 upstream: sent piece by piece as it arrives.</summary>
internal sealed class Http2RequestContent(RequestContext context, RequestBody body, Http2Deadline deadline) : HttpContent
{
    // Kept from the beginning: the request may be let go by all sessions while its body is on its way.
    private readonly TraceRecorder? _trace = context.Trace;

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when nothing is sent any more, whatever the reason. Only for content whose sending has begun.</summary>
    public Task Completion => _completion.Task;

    /// <summary>When a connection began to be made for this request; 0 when there was one.</summary>
    public long ConnectStart { get; set; }

    /// <summary>The wait for the upstream; null when the request is not recorded.</summary>
    public UpstreamWait? Wait { get; } = context.Trace is { } trace ? new UpstreamWait(trace) : null;

    /// <summary>The request's headers were sent on a connection that is ready; 0 until then.</summary>
    public long StartedTimestamp { get; private set; }

    /// <summary>The last byte was sent; 0 until then.</summary>
    public long SentTimestamp { get; private set; }

    /// <summary>Whether reading from the client has begun: the request cannot be sent a second time then.</summary>
    public bool IsConsumed { get; private set; }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Framing.Length;
        return body.Framing is { HasBody: true, Length: >= 0 };
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? transport, CancellationToken cancellationToken)
    {
        StartedTimestamp = TraceRecorder.Now();
        Wait?.Pause();
        try
        {
            await SendAsync(stream, cancellationToken).ConfigureAwait(false);
            Wait?.Begin();
        }
        finally
        {
            _completion.TrySetResult();
        }
    }

    private async Task SendAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (!body.Memory.IsEmpty)
        {
            deadline.BeginWrite();
            await stream.WriteAsync(body.Memory, cancellationToken).Charge(_trace, LatencyKind.Upstream).ConfigureAwait(false);
        }

        if (body.IsStreamed)
        {
            IsConsumed = true;
            await PumpAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        SentTimestamp = TraceRecorder.Now();
        deadline.BeginWait();
    }

    private async Task PumpAsync(Stream stream, CancellationToken cancellationToken)
    {
        var reader = RequestBodyReader.GetReader(context);
        var isFirst = true;
        while (true)
        {
            var reading = reader.ReadAsync(cancellationToken);
            if (isFirst && !reading.IsCompleted)
            {
                // The runtime's client keeps the headers back until something follows them. A caller that waits for the upstream to speak first
                // sends nothing that could.
                await stream.FlushAsync(cancellationToken).Charge(_trace, LatencyKind.Upstream).ConfigureAwait(false);
            }

            isFirst = false;
            if (!reading.IsCompleted)
            {
                deadline.BeginReadFromClient();
            }

            var result = await reading.Charge(_trace, LatencyKind.Client).ConfigureAwait(false);
            context.RequestBodySize += result.Buffer.Length;
            deadline.BeginWrite();
            foreach (var segment in result.Buffer)
            {
                await stream.WriteAsync(segment, cancellationToken).Charge(_trace, LatencyKind.Upstream).ConfigureAwait(false);
            }

            // A message of a stream must not wait for the next one.
            await stream.FlushAsync(cancellationToken).Charge(_trace, LatencyKind.Upstream).ConfigureAwait(false);
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                context.RequestBodyEndTimestamp = TraceRecorder.Now();
                return;
            }
        }
    }
}
