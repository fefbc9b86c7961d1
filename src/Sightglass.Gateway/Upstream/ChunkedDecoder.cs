namespace Sightglass.Gateway.Upstream;

/// <summary>
/// Removes chunked framing (RFC 9112, 7.1), in any pieces, and collects the trailers. Source and destination may be the same memory: what
/// is written never overtakes what is read.
/// </summary>
internal sealed class ChunkedDecoder(ResponseTrailers trailers, HeaderStringCache strings, int maxTrailerSize, int maxTrailers)
{
    /// <summary>Bytes of extensions that all chunks of a body together may have; they carry nothing anybody reads.</summary>
    private const int MaxExtensions = 16 * 1024;

    private const int MaxSizeDigits = 15;

    private State _state;
    private long _remaining;
    private int _digits;
    private int _extensions;
    private byte[] _line = [];
    private int _lineLength;
    private int _trailerSize;

    private enum State
    {
        Size,
        Extension,
        SizeEnd,
        Data,
        DataEnd,
        DataEndLineFeed,
        Trailer,
        Done,
    }

    /// <summary>What was refused; null otherwise.</summary>
    public string? Detail { get; private set; }

    /// <summary>Makes ready for another body.</summary>
    public void Reset()
    {
        _state = State.Size;
        _remaining = 0;
        _digits = 0;
        _extensions = 0;
        _lineLength = 0;
        _trailerSize = 0;
        Detail = null;
    }

    /// <summary>Decodes until the source is used up, the destination is full, or the body is complete.</summary>
    /// <param name="source">Bytes as received.</param>
    /// <param name="destination">Where the data goes; may begin where the source begins.</param>
    /// <param name="consumed">Source bytes used. Framing after the last byte that fitted is used too.</param>
    /// <param name="written">Data bytes written.</param>
    /// <returns><see cref="ParseStatus.NeedMore"/> for the first two cases, <see cref="ParseStatus.Done"/> for the third.</returns>
    public ParseStatus Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written)
    {
        consumed = 0;
        written = 0;
        while (consumed < source.Length)
        {
            if (_state == State.Data)
            {
                var count = (int)Math.Min(_remaining, Math.Min(source.Length - consumed, destination.Length - written));
                if (count == 0)
                {
                    return ParseStatus.NeedMore;
                }

                source.Slice(consumed, count).CopyTo(destination[written..]);
                consumed += count;
                written += count;
                _remaining -= count;
                if (_remaining == 0)
                {
                    _state = State.DataEnd;
                }

                continue;
            }

            var status = Step(source[consumed++]);
            if (status != ParseStatus.NeedMore)
            {
                return status;
            }
        }

        return ParseStatus.NeedMore;
    }

    private ParseStatus Step(byte value)
    {
        switch (_state)
        {
            case State.Size:
                return StepSize(value);
            case State.Extension:
                return StepExtension(value);
            case State.SizeEnd:
                _state = _remaining == 0 ? State.Trailer : State.Data;
                return value == (byte)'\n' ? ParseStatus.NeedMore : Invalid("chunk size not ended by CR LF");
            case State.DataEnd:
                _state = State.DataEndLineFeed;
                return value == (byte)'\r' ? ParseStatus.NeedMore : Invalid("chunk data not ended by CR LF");
            case State.DataEndLineFeed:
                _state = State.Size;
                _digits = 0;
                return value == (byte)'\n' ? ParseStatus.NeedMore : Invalid("chunk data not ended by CR LF");
            case State.Trailer:
                return StepTrailer(value);
            default:
                return ParseStatus.Done;
        }
    }

    private ParseStatus StepSize(byte value)
    {
        if (char.IsAsciiHexDigit((char)value))
        {
            if (++_digits > MaxSizeDigits)
            {
                return Invalid("chunk size too large");
            }

            var letter = value | 0x20;
            _remaining = (_remaining << 4) | (long)(letter >= 'a' ? letter - 'a' + 10 : value - '0');
            return ParseStatus.NeedMore;
        }

        if (_digits == 0)
        {
            return Invalid("malformed chunk size");
        }

        switch (value)
        {
            case (byte)'\r':
                _state = State.SizeEnd;
                return ParseStatus.NeedMore;
            case (byte)';':
                _state = State.Extension;
                return ParseStatus.NeedMore;
            default:
                return Invalid("malformed chunk size");
        }
    }

    private ParseStatus StepExtension(byte value)
    {
        if (value == (byte)'\r')
        {
            _state = State.SizeEnd;
            return ParseStatus.NeedMore;
        }

        if (HeaderSyntax.InvalidValueBytes.Contains(value))
        {
            return Invalid("control character in a chunk extension");
        }

        return ++_extensions > MaxExtensions ? Invalid("chunk extensions too large") : ParseStatus.NeedMore;
    }

    private ParseStatus StepTrailer(byte value)
    {
        if (++_trailerSize > maxTrailerSize)
        {
            return Invalid("trailers too large");
        }

        if (value != (byte)'\n')
        {
            if (_lineLength == _line.Length)
            {
                Array.Resize(ref _line, Math.Max(256, _line.Length * 2));
            }

            _line[_lineLength++] = value;
            return ParseStatus.NeedMore;
        }

        if (_lineLength == 0 || _line[_lineLength - 1] != (byte)'\r')
        {
            return Invalid("trailer line not ended by CR LF");
        }

        var line = _line.AsSpan(0, _lineLength - 1);
        _lineLength = 0;
        if (line.IsEmpty)
        {
            _state = State.Done;
            return ParseStatus.Done;
        }

        return AddTrailer(line);
    }

    private ParseStatus AddTrailer(ReadOnlySpan<byte> line)
    {
        if (HeaderSyntax.Split(line, out var nameLength, out var value) is { } problem)
        {
            return Invalid($"{problem} in the trailers");
        }

        if (trailers.Count == maxTrailers)
        {
            return Invalid($"more than {maxTrailers} trailers");
        }

        // Fields that frame or route a message, or say what to do with it, have no say after it (RFC 9110, 6.5.1).
        var known = KnownHeaders.Find(line[..nameLength]);
        if (known is not (KnownHeader.ContentLength or KnownHeader.TransferEncoding or KnownHeader.Connection or KnownHeader.KeepAlive
            or KnownHeader.ProxyConnection or KnownHeader.Trailer or KnownHeader.Upgrade or KnownHeader.SetCookie
            or KnownHeader.ContentEncoding or KnownHeader.ContentType or KnownHeader.CacheControl or KnownHeader.Location
            or KnownHeader.Vary or KnownHeader.ProxyAuthenticate or KnownHeader.WwwAuthenticate))
        {
            trailers.Add(known == KnownHeader.Unknown ? strings.Get(line[..nameLength]) : KnownHeaders.NameOf(known), strings.Get(line[value]));
        }

        return ParseStatus.NeedMore;
    }

    private ParseStatus Invalid(string detail)
    {
        Detail = detail;
        return ParseStatus.Invalid;
    }
}
