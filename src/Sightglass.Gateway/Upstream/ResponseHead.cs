namespace Sightglass.Gateway.Upstream;

/// <summary>
/// The head of a response, as slices over the connection's buffer. Valid from the end of <see cref="UpstreamConnection.ReadHeadAsync"/>
/// until the next call of it, or until the connection is returned; reading the body leaves it alone.
/// </summary>
internal sealed class ResponseHead
{
    /// <summary>The status code, 100–999.</summary>
    public int Status { get; internal set; }

    /// <summary>The minor version of HTTP/1.x: 0 or 1.</summary>
    public int MinorVersion { get; internal set; }

    /// <summary>The reason phrase; empty when there is none.</summary>
    public string Reason => throw new NotSupportedException();

    /// <summary>An interim response: pass it on or drop it, then read the next head. 101 is not interim.</summary>
    public bool IsInterim => Status is >= 100 and < 200 and not 101;

    /// <summary>Number of headers.</summary>
    public int Count { get; internal set; }

    /// <summary>Bytes of the head: status line, headers, and the empty line.</summary>
    public int Size { get; internal set; }

    public ResponseFraming Framing { get; internal set; }

    /// <summary>The value of Content-Length; −1 when there is none. For an answer to HEAD it is what GET would have had.</summary>
    public long ContentLength { get; internal set; }

    /// <summary>The peer keeps the connection open after this response.</summary>
    public bool KeepAlive { get; internal set; }

    /// <summary>Which header this is.</summary>
    public KnownHeader GetKnown(int index) => throw new NotSupportedException();

    /// <summary>The header's name: canonical spelling for known headers, as sent for others. Repeated names give the same instance.</summary>
    public string GetName(int index) => throw new NotSupportedException();

    /// <summary>The header's value, Latin-1, without surrounding white space. Repeated values give the same instance.</summary>
    public string GetValue(int index) => throw new NotSupportedException();

    public ReadOnlySpan<byte> GetNameBytes(int index) => throw new NotSupportedException();

    public ReadOnlySpan<byte> GetValueBytes(int index) => throw new NotSupportedException();

    /// <summary>The index of the first header of this kind; −1 when there is none.</summary>
    public int IndexOf(KnownHeader header) => throw new NotSupportedException();
}
