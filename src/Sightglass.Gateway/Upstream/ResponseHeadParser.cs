namespace Sightglass.Gateway.Upstream;

/// <summary>
/// Parses a response head line by line as it arrives (RFC 9112). Strict: what another recipient might read differently is refused. Every
/// byte is looked at once, however small the pieces are.
/// </summary>
internal sealed class ResponseHeadParser(int maxSize, int maxHeaders)
{
    private int _lineStart;
    private int _scanned;
    private bool _statusSeen;

    /// <summary>What was refused; null otherwise.</summary>
    public string? Detail { get; private set; }

    /// <summary>Makes ready for another head.</summary>
    public void Reset()
    {
        _lineStart = 0;
        _scanned = 0;
        _statusSeen = false;
        Detail = null;
    }

    /// <summary>Goes on with the head.</summary>
    /// <param name="data">All bytes from the start of the head, those of earlier calls included.</param>
    /// <param name="requestMethodIsHead">The response answers HEAD.</param>
    /// <param name="head">Receives what is found. <see cref="ResponseHead.Size"/> is set when done.</param>
    public ParseStatus Parse(ReadOnlySpan<byte> data, bool requestMethodIsHead, ResponseHead head)
    {
        while (true)
        {
            var length = data[_scanned..].IndexOf((byte)'\n');
            if (length < 0)
            {
                _scanned = data.Length;
                return CheckIncomplete(data);
            }

            var end = _scanned + length;
            if (end >= maxSize)
            {
                return TooLarge($"head of more than {maxSize} bytes");
            }

            if (end == _lineStart || data[end - 1] != (byte)'\r')
            {
                return Invalid("line not ended by CR LF");
            }

            var line = data[_lineStart..(end - 1)];
            var start = _lineStart;
            _lineStart = _scanned = end + 1;
            if (_statusSeen && line.IsEmpty)
            {
                head.Size = _lineStart;
                Detail = ResponseFramingRules.Apply(head, data, requestMethodIsHead);
                return Detail is null ? ParseStatus.Done : ParseStatus.Invalid;
            }

            var status = _statusSeen ? ParseHeader(line, start, head) : ParseStatusLine(line, head);
            if (status != ParseStatus.NeedMore)
            {
                return status;
            }
        }
    }

    private ParseStatus CheckIncomplete(ReadOnlySpan<byte> data)
    {
        // Garbage is refused at its first bytes, not at the limit: a peer that speaks another protocol may wait for us.
        var begin = "HTTP/1."u8;
        if (!_statusSeen && !data.StartsWith(begin) && !begin.StartsWith(data))
        {
            return Invalid("no HTTP/1.x status line");
        }

        return data.Length >= maxSize ? TooLarge($"head of more than {maxSize} bytes") : ParseStatus.NeedMore;
    }

    private ParseStatus ParseStatusLine(ReadOnlySpan<byte> line, ResponseHead head)
    {
        if (line.Length < 8 || !line.StartsWith("HTTP/1."u8) || !char.IsAsciiDigit((char)line[7]))
        {
            return Invalid("no HTTP/1.x status line");
        }

        if (line.Length < 12 || line[8] != (byte)' ' || (line.Length > 12 && line[12] != (byte)' '))
        {
            return Invalid("malformed status line");
        }

        var digits = line.Slice(9, 3);
        if (digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') || digits[0] == (byte)'0')
        {
            return Invalid("malformed status code");
        }

        var reason = line.Length > 13 ? line[13..] : [];
        if (reason.ContainsAny(HeaderSyntax.InvalidValueBytes))
        {
            return Invalid("control character in the reason phrase");
        }

        // A higher minor version is understood as 1.1 (RFC 9110, 2.5).
        head.MinorVersion = line[7] == (byte)'0' ? 0 : 1;
        head.Status = ((digits[0] - '0') * 100) + ((digits[1] - '0') * 10) + (digits[2] - '0');
        head.SetReason(13, reason.Length);
        _statusSeen = true;
        return ParseStatus.NeedMore;
    }

    private ParseStatus ParseHeader(ReadOnlySpan<byte> line, int start, ResponseHead head)
    {
        if (HeaderSyntax.Split(line, out var nameLength, out var value) is { } problem)
        {
            return Invalid(problem);
        }

        if (head.Count == maxHeaders)
        {
            return TooLarge($"more than {maxHeaders} headers");
        }

        var (offset, length) = value.GetOffsetAndLength(line.Length);
        head.Add(new HeaderSlice(start, nameLength, start + offset, length, KnownHeaders.Find(line[..nameLength])));
        return ParseStatus.NeedMore;
    }

    private ParseStatus Invalid(string detail)
    {
        Detail = detail;
        return ParseStatus.Invalid;
    }

    private ParseStatus TooLarge(string detail)
    {
        Detail = detail;
        return ParseStatus.TooLarge;
    }
}
