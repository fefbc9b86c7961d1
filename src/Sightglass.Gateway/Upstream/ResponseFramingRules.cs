using System.Text;

namespace Sightglass.Gateway.Upstream;

/// <summary>
/// Decides where a response ends and whether the connection outlives it (RFC 9112, 6.3 and 9.3). Where the head leaves room for two
/// readings, the response is refused: the next recipient might take the other one.
/// </summary>
internal static class ResponseFramingRules
{
    /// <summary>Sets framing, length and persistence of a parsed head.</summary>
    /// <returns>Null, or why the head is refused.</returns>
    public static string? Apply(ResponseHead head, ReadOnlySpan<byte> data, bool requestMethodIsHead)
    {
        var chunked = false;
        var close = false;
        var keepAlive = false;
        for (var i = 0; i < head.Count; i++)
        {
            ref readonly var slice = ref head.SliceAt(i);
            var value = data.Slice(slice.ValueStart, slice.ValueLength);
            switch (slice.Known)
            {
                case KnownHeader.ContentLength:
                    if (head.ContentLength >= 0)
                    {
                        return "repeated Content-Length";
                    }

                    if (!TryParseLength(value, out var length))
                    {
                        return "malformed Content-Length";
                    }

                    head.ContentLength = length;
                    break;
                case KnownHeader.TransferEncoding:
                    if (chunked)
                    {
                        return "repeated Transfer-Encoding";
                    }

                    if (!Ascii.EqualsIgnoreCase(value, "chunked"u8))
                    {
                        return "unsupported Transfer-Encoding";
                    }

                    chunked = true;
                    break;
                case KnownHeader.Connection:
                    while (HeaderSyntax.NextElement(ref value, out var option))
                    {
                        close |= Ascii.EqualsIgnoreCase(option, "close"u8);
                        keepAlive |= Ascii.EqualsIgnoreCase(option, "keep-alive"u8);
                    }

                    break;
                case KnownHeader.KeepAlive:
                    head.KeepAliveTimeout = ParseTimeout(value);
                    break;
            }
        }

        if (chunked && head.ContentLength >= 0)
        {
            return "Transfer-Encoding together with Content-Length";
        }

        if (chunked && head.MinorVersion == 0)
        {
            return "Transfer-Encoding in an HTTP/1.0 response";
        }

        head.KeepAlive = !close && (head.MinorVersion == 1 || keepAlive);
        SetFraming(head, chunked, requestMethodIsHead);
        return null;
    }

    private static void SetFraming(ResponseHead head, bool chunked, bool requestMethodIsHead)
    {
        if (head.Status == 101)
        {
            head.Framing = ResponseFraming.Upgraded;
            head.KeepAlive = false;
        }
        else if (head.Status is < 200 or 204)
        {
            // These have no body and must not announce one: a peer that does may send it too, so the connection ends here.
            head.Framing = ResponseFraming.None;
            head.KeepAlive &= head.IsInterim || (!chunked && head.ContentLength <= 0);
        }
        else if (requestMethodIsHead || head.Status == 304)
        {
            head.Framing = ResponseFraming.None;
        }
        else if (chunked)
        {
            head.Framing = ResponseFraming.Chunked;
        }
        else if (head.ContentLength >= 0)
        {
            head.Framing = head.ContentLength == 0 ? ResponseFraming.None : ResponseFraming.ContentLength;
        }
        else
        {
            head.Framing = ResponseFraming.UntilClose;
            head.KeepAlive = false;
        }
    }

    private static bool TryParseLength(ReadOnlySpan<byte> value, out long length)
    {
        length = 0;
        if (value.IsEmpty || value.Length > 19)
        {
            return false;
        }

        foreach (var digit in value)
        {
            if (!char.IsAsciiDigit((char)digit) || length > (long.MaxValue - (digit - '0')) / 10)
            {
                return false;
            }

            length = (length * 10) + (digit - '0');
        }

        return true;
    }

    private static int ParseTimeout(ReadOnlySpan<byte> value)
    {
        while (HeaderSyntax.NextElement(ref value, out var parameter))
        {
            var prefix = "timeout="u8;
            if (parameter.Length > prefix.Length
                && Ascii.EqualsIgnoreCase(parameter[..prefix.Length], prefix)
                && TryParseLength(parameter[prefix.Length..], out var seconds))
            {
                return (int)Math.Min(seconds, int.MaxValue);
            }
        }

        return -1;
    }
}
