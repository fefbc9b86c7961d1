using System.Net;

namespace Truth.Peers;

/// <summary>A body of unknown length that is sent as it is written.</summary>
internal sealed class PiecewiseContent : HttpContent
{
    private readonly Func<Func<byte[], Task>, Task> _write;

    public PiecewiseContent(Func<Func<byte[], Task>, Task> write, string contentType)
    {
        _write = write;
        Headers.ContentType = new(contentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _write(async piece =>
    {
        await stream.WriteAsync(piece);
        await stream.FlushAsync();
    });

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
