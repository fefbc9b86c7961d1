using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Sightglass.Gateway.Upstream;

/// <summary>
/// The head of a response, as slices over the connection's buffer. Valid from the end of <see cref="UpstreamConnection.ReadHeadAsync"/>
/// until the next call of it, or until the connection is returned; reading the body leaves it alone.
/// </summary>
internal sealed class ResponseHead(HeaderStringCache strings)
{
    private HeaderSlice[] _slices = new HeaderSlice[24];
    private byte[] _buffer = [];
    private int _start;
    private int _reasonStart;
    private int _reasonLength;

    /// <summary>The status code, 100–999.</summary>
    public int Status { get; internal set; }

    /// <summary>The minor version of HTTP/1.x: 0 or 1.</summary>
    public int MinorVersion { get; internal set; }

    /// <summary>The reason phrase; empty when there is none.</summary>
    public string Reason => strings.Get(Slice(_reasonStart, _reasonLength));

    /// <summary>The reason phrase when it is not the usual one for the status; null when it is, or when there is none.</summary>
    public string? UnusualReason
        => _reasonLength == 0 || Ascii.Equals(Slice(_reasonStart, _reasonLength), ReasonPhrases.GetReasonPhrase(Status)) ? null : Reason;

    /// <summary>An interim response: pass it on or drop it, then read the next head. 101 is not interim.</summary>
    public bool IsInterim => Status is >= 100 and < 200 and not 101;

    /// <summary>Number of headers.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the head: status line, headers, and the empty line.</summary>
    public int Size { get; internal set; }

    /// <summary>How the end of the body is found.</summary>
    public ResponseFraming Framing { get; internal set; }

    /// <summary>The value of Content-Length; −1 when there is none. For an answer to HEAD it is what GET would have had.</summary>
    public long ContentLength { get; internal set; }

    /// <summary>The peer keeps the connection open after this response.</summary>
    public bool KeepAlive { get; internal set; }

    /// <summary>Seconds the peer says it keeps an idle connection (Keep-Alive: timeout=…); −1 when it does not say.</summary>
    public int KeepAliveTimeout { get; internal set; }

    /// <summary>Which header this is.</summary>
    public KnownHeader GetKnown(int index) => Checked(index).Known;

    /// <summary>The header's name: canonical spelling for known headers, as sent for others. Repeated names give the same instance.</summary>
    public string GetName(int index)
    {
        var slice = Checked(index);
        return slice.Known != KnownHeader.Unknown ? KnownHeaders.NameOf(slice.Known) : strings.Get(Slice(slice.NameStart, slice.NameLength));
    }

    /// <summary>The header's value, Latin-1, without surrounding white space. Repeated values give the same instance.</summary>
    public string GetValue(int index)
    {
        var slice = Checked(index);
        var bytes = Slice(slice.ValueStart, slice.ValueLength);

        // A cookie is one user's alone: never repeated, and not to be kept.
        return slice.Known == KnownHeader.SetCookie ? Encoding.Latin1.GetString(bytes) : strings.Get(bytes);
    }

    public ReadOnlySpan<byte> GetNameBytes(int index)
    {
        var slice = Checked(index);
        return Slice(slice.NameStart, slice.NameLength);
    }

    public ReadOnlySpan<byte> GetValueBytes(int index)
    {
        var slice = Checked(index);
        return Slice(slice.ValueStart, slice.ValueLength);
    }

    /// <summary>The index of the first header of this kind; −1 when there is none.</summary>
    public int IndexOf(KnownHeader header)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_slices[i].Known == header)
            {
                return i;
            }
        }

        return -1;
    }

    internal void Reset()
    {
        Status = 0;
        MinorVersion = 0;
        Count = 0;
        Size = 0;
        Framing = ResponseFraming.None;
        ContentLength = -1;
        KeepAlive = false;
        KeepAliveTimeout = -1;
        _reasonLength = 0;
        _buffer = [];
    }

    /// <summary>Names the bytes that all slices count from. The buffer may grow while a head arrives, so this comes last.</summary>
    internal void Attach(byte[] buffer, int start)
    {
        _buffer = buffer;
        _start = start;
    }

    internal void SetReason(int start, int length)
    {
        _reasonStart = start;
        _reasonLength = length;
    }

    internal void Add(in HeaderSlice slice)
    {
        if (Count == _slices.Length)
        {
            Array.Resize(ref _slices, _slices.Length * 2);
        }

        _slices[Count++] = slice;
    }

    internal ref readonly HeaderSlice SliceAt(int index) => ref _slices[index];

    private HeaderSlice Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return _slices[index];
    }

    private ReadOnlySpan<byte> Slice(int start, int length) => _buffer.AsSpan(_start + start, length);
}
