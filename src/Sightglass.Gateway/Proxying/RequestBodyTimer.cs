using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Sightglass.Gateway.Net;
using Sightglass.Gateway.Pipeline;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <summary>Bounds the time between two pieces of a request's body. One per context: a body is read by one reader at a time.</summary>
internal sealed class RequestBodyTimer : IDeadlineTarget
{
    private readonly RequestContext _context;
    private readonly Deadline _deadline;
    private readonly int _milliseconds;
    private PipeReader? _reader;

    public RequestBodyTimer(RequestContext context)
    {
        _context = context;
        _deadline = new Deadline(context.Runtime.Pool.Deadlines, this);
        _milliseconds = (int)Math.Min(context.Runtime.Options.RequestBodyTimeout.TotalMilliseconds, int.MaxValue);
    }

    /// <summary>Waits for a read that has begun.</summary>
    /// <exception cref="BadHttpRequestException">Nothing came in time: 408.</exception>
    public async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> reading, PipeReader reader)
    {
        _reader = reader;
        _deadline.Arm(_milliseconds);
        bool isInTime;
        ReadResult result;
        try
        {
            result = await reading.Charge(_context.Trace, LatencyKind.Client).ConfigureAwait(false);
        }
        finally
        {
            isInTime = _deadline.Clear();
        }

        if (isInTime)
        {
            return result;
        }

        reader.AdvanceTo(result.Buffer.Start);
        throw new BadHttpRequestException("The request's body was not sent in time.", StatusCodes.Status408RequestTimeout);
    }

    public void OnDeadline(Deadline deadline) => _reader!.CancelPendingRead();
}
