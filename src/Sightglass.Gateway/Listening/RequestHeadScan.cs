using System.Buffers;
using System.Text;
using Sightglass.Gateway.Proxying;

namespace Sightglass.Gateway.Listening;

/// <summary>
/// What the lines of a request's head say that the server does not pass on, or does not mind: it reduces <c>Connection</c> to the options it knows, drops a
/// length that comes with a transfer coding, and takes a length with a sign and names that are no tokens.
/// </summary>
internal struct RequestHeadScan
{
    private static readonly SearchValues<byte> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private bool _hasBegun;

    /// <summary>Headers that the <c>Connection</c> header names; null when there are none.</summary>
    public string[]? HopByHopNames { get; private set; }

    /// <summary>There is a <c>Content-Length</c>.</summary>
    public bool HasContentLength { get; private set; }

    /// <summary>A header's name is no token, or a length is not plain digits (RFC 9110, 5.1, 8.6).</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Looks through lines; may be called again with the lines that follow.</summary>
    /// <param name="lines">Whole lines of the head.</param>
    public void Read(ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            if (_hasBegun)
            {
                ReadHeader(line);
            }
            else
            {
                // Empty lines may come before the request line.
                _hasBegun = line.Length > 1;
            }

            if (end < 0)
            {
                return;
            }

            lines = lines[(end + 1)..];
        }
    }

    private void ReadHeader(ReadOnlySpan<byte> line)
    {
        var length = line.IndexOfAnyExcept(Token);
        if (length <= 0 || line[length] != ':')
        {
            // The empty line that ends the head is none.
            IsMalformed |= length != 0 || line is not [(byte)'\r'];
        }
        else if (length == 10 && (line[0] | 0x20) == 'c' && Ascii.EqualsIgnoreCase(line[..10], "connection"u8))
        {
            ReadConnection(line[11..].Trim(" \t\r"u8));
        }
        else if (length == 14 && (line[0] | 0x20) == 'c' && Ascii.EqualsIgnoreCase(line[..14], "content-length"u8))
        {
            HasContentLength = true;
            IsMalformed |= line[15..].Trim(" \t\r"u8).ContainsAnyExceptInRange((byte)'0', (byte)'9');
        }
    }

    private void ReadConnection(ReadOnlySpan<byte> value)
    {
        if (!Ascii.EqualsIgnoreCase(value, "keep-alive"u8) && !Ascii.EqualsIgnoreCase(value, "close"u8))
        {
            var found = HopByHop.NamedIn(Encoding.Latin1.GetString(value));
            HopByHopNames = HopByHopNames is null || found is null ? found ?? HopByHopNames : [.. HopByHopNames, .. found];
        }
    }
}
