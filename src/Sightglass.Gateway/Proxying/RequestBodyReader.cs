using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sightglass.Gateway.Pipeline;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <summary>Reads a request's body into memory for plugins that ask for it.</summary>
internal static class RequestBodyReader
{
    /// <summary>
    /// Reads the body to its end, once; later calls get the same bytes. When it is larger than the limit, what was read is kept as the beginning
    /// of what is sent to the upstream.
    /// </summary>
    /// <returns>The body; null when it is larger than <paramref name="limit"/>.</returns>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(RequestContext context, int limit, CancellationToken cancellationToken)
    {
        if (!context.HasBody)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        var body = context.BufferedRequest ??= new BufferedBody();
        var reader = GetReader(context);
        while (!body.IsComplete && body.Data.Length <= limit)
        {
            ReadResult result;
            try
            {
                result = await ReadPieceAsync(context, reader, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                context.BodyFailure = RequestBodyFailure.StatusOf(exception);
                throw;
            }

            body.Append(result.Buffer);
            context.RequestBodySize += result.Buffer.Length;
            reader.AdvanceTo(result.Buffer.End);
            body.IsComplete = result.IsCompleted;
            if (result.IsCompleted)
            {
                context.RequestBodyEndTimestamp = TraceRecorder.Now();
            }

            if (result.IsCanceled)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }

        return body.IsComplete && body.Data.Length <= limit ? body.Data : (ReadOnlyMemory<byte>?)null;
    }

    /// <summary>Reads what is there of the body, or waits for some, but not for ever (<see cref="Hosting.GatewayOptions.RequestBodyTimeout"/>).</summary>
    /// <exception cref="BadHttpRequestException">It is malformed, too large, or too slow.</exception>
    public static ValueTask<ReadResult> ReadPieceAsync(RequestContext context, PipeReader reader, CancellationToken cancellationToken)
    {
        var reading = reader.ReadAsync(cancellationToken);
        return reading.IsCompletedSuccessfully ? reading : context.RequestBodyTimer.WaitAsync(reading, reader);
    }

    /// <summary>The body as the server gives it.</summary>
    public static PipeReader GetReader(RequestContext context) => context.Features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
}
