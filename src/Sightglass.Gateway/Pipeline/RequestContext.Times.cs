using System.Diagnostics;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <content>When things happened, in ticks of the trace's clock, and how many bytes they were.</content>
internal sealed partial class RequestContext
{
    private long _inputMark;
    private long _outputMark;
    private long _headSize;

    /// <summary>The headers were complete. Known for every request.</summary>
    public long HeadersTimestamp { get; private set; }

    /// <summary>
    /// The request began: its first byte was read; for the first one of a connection, the connection was accepted. Exact while a
    /// session is active; otherwise the headers' time.
    /// </summary>
    public long BeginTimestamp { get; private set; }

    /// <summary>The first byte of the request line was read; as exact as <see cref="BeginTimestamp"/>.</summary>
    public long FirstByteTimestamp { get; private set; }

    /// <summary>The end of the step before, which is the beginning of the one after it. Set while the request is recorded.</summary>
    public long Mark { get; set; }

    /// <summary>The chosen upstream's connection was ready; 0 when none was.</summary>
    public long SelectedTimestamp { get; set; }

    /// <summary>The upstream's response head was complete; 0 when there was none.</summary>
    public long UpstreamHeadTimestamp { get; set; }

    /// <summary>The last byte of the upstream's response was read; 0 when there was none.</summary>
    public long UpstreamEndTimestamp { get; set; }

    /// <summary>The last byte of the response was handed to the kernel: the end of the total. Set before the log phase.</summary>
    public long EndTimestamp { get; set; }

    /// <summary>Bytes of the request line and headers.</summary>
    public long RequestHeadSize => IsHttp2 ? HeaderBytes(RequestHeaders) : _headSize;

    /// <summary>Bytes of the request's body read so far, framing not counted.</summary>
    public long RequestBodySize { get; set; }

    /// <summary>Bytes of the response's head.</summary>
    public long ResponseHeadSize => IsHttp2 ? HeaderBytes(ResponseHeaders) : Math.Max(0, ResponseSize - ResponseBodySize);

    /// <summary>Bytes of the response's body sent so far, framing not counted.</summary>
    public long ResponseBodySize { get; set; }

    /// <summary>Bytes of the response, head and framing included.</summary>
    public long ResponseSize => IsHttp2
        ? HeaderBytes(ResponseHeaders) + ResponseBodySize
        : (Connection.Output?.Written ?? 0) - _outputMark;

    /// <summary>When the request began, in Unix milliseconds.</summary>
    public long StartedAt
        => (Runtime.Time.GetUtcNow() - Stopwatch.GetElapsedTime(FirstByteTimestamp)).ToUnixTimeMilliseconds();

    private void BeginTimes()
    {
        var input = Connection.Input;
        var firstByte = IsHttp2 ? input?.LastReadTimestamp ?? 0 : input?.FirstByteTimestamp ?? 0;
        HeadersTimestamp = TraceRecorder.Now();
        FirstByteTimestamp = firstByte != 0 ? firstByte : HeadersTimestamp;
        BeginTimestamp = RequestNumber == 1 ? Connection.AcceptedTimestamp : FirstByteTimestamp;
        if (input is not null)
        {
            _headSize = input.Consumed - _inputMark;
            _outputMark = Connection.Output!.Written;
            Connection.Output.InRequest = true;
            input.EndHead();
        }
    }

    private void EndTimes()
    {
        if (Connection.Input is { } input && !IsHttp2)
        {
            _inputMark = input.Consumed;
            input.AwaitFirstByte();
            Connection.Output!.InRequest = false;
        }

        SelectedTimestamp = 0;
        UpstreamHeadTimestamp = 0;
        UpstreamEndTimestamp = 0;
        EndTimestamp = 0;
        RequestBodySize = 0;
        ResponseBodySize = 0;
    }

    // On HTTP/2 streams share the connection's bytes, so headers are counted as their text.
    private static long HeaderBytes(Microsoft.AspNetCore.Http.IHeaderDictionary headers)
    {
        var size = 0L;
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                size += name.Length + (value?.Length ?? 0) + 4;
            }
        }

        return size;
    }
}
