using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sightglass.Gateway.Listening;

/// <summary>Reads a PROXY protocol preamble (haproxy's proxy-protocol.txt, 2.1 and 2.2), strictly: what follows is somebody's request.</summary>
internal ref struct ProxyPreambleParser(ReadOnlySequence<byte> received)
{
    // The longest line of version 1, line end included; and of version 2, more than any peer adds to the addresses.
    private const int LongestText = 107;
    private const int LongestBinary = 4_096;
    private const int BinaryHead = 16;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF:.");
    private static readonly ProxyPreamble Malformed = new(false, null);
    private static readonly ProxyPreamble Nobody = new(true, null);

    /// <summary>How many bytes it takes; known when <see cref="Parse"/> has found it.</summary>
    public int Length { get; private set; }

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    private static ReadOnlySpan<byte> Word => "PROXY "u8;

    /// <summary>Looks at what is there.</summary>
    /// <returns>Null when there must be more to tell.</returns>
    public ProxyPreamble? Parse()
    {
        var head = received.Slice(0, Math.Min(received.Length, LongestBinary));
        var bytes = head.IsSingleSegment ? head.FirstSpan : head.ToArray();
        return Begins(bytes, Word) ? ParseText(bytes)
            : Begins(bytes, Signature) ? ParseBinary(bytes)
            : Malformed;
    }

    // Empty too: either may come.
    private static bool Begins(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> with)
        => bytes.Length < with.Length ? with.StartsWith(bytes) : bytes.StartsWith(with);

    private ProxyPreamble? ParseText(ReadOnlySpan<byte> bytes)
    {
        var end = bytes[..Math.Min(bytes.Length, LongestText)].IndexOf("\r\n"u8);
        if (end < 0)
        {
            return bytes.Length >= LongestText ? Malformed : null;
        }

        Length = end + 2;
        var line = Encoding.Latin1.GetString(bytes[..end]);

        // Whatever an unknown protocol adds is not looked at.
        if (line == "PROXY UNKNOWN" || line.StartsWith("PROXY UNKNOWN ", StringComparison.Ordinal))
        {
            return Nobody;
        }

        return line.Split(' ') is ["PROXY", var protocol, var source, var destination, var sourcePort, var destinationPort]
            && Family(protocol) is { } family
            && TryAddress(source, family, out var address)
            && TryAddress(destination, family, out _)
            && TryPort(sourcePort, out var port)
            && TryPort(destinationPort, out _)
            ? new ProxyPreamble(true, new IPEndPoint(address, port))
            : Malformed;
    }

    private ProxyPreamble? ParseBinary(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < BinaryHead)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        var (version, command) = (bytes[12] >> 4, bytes[12] & 0x0F);
        if (version != 2 || command > 1 || BinaryHead + length > LongestBinary)
        {
            return Malformed;
        }

        if (bytes.Length < BinaryHead + length)
        {
            return null;
        }

        Length = BinaryHead + length;
        var rest = bytes[BinaryHead..Length];
        return (command, bytes[13]) switch
        {
            // A connection of the peer's own.
            (0, _) => Nobody,
            (_, 0x11) => rest.Length < 12 ? Malformed : Binary(rest[..4], rest[8..]),
            (_, 0x21) => rest.Length < 36 ? Malformed : Binary(rest[..16], rest[32..]),

            // Datagrams, sockets of a file system, and what is not specified.
            _ => Nobody,
        };
    }

    private static ProxyPreamble Binary(ReadOnlySpan<byte> address, ReadOnlySpan<byte> ports)
        => new(true, new IPEndPoint(Plain(new IPAddress(address)), BinaryPrimitives.ReadUInt16BigEndian(ports)));

    private static AddressFamily? Family(string protocol) => protocol switch
    {
        "TCP4" => AddressFamily.InterNetwork,
        "TCP6" => AddressFamily.InterNetworkV6,
        _ => null,
    };

    private static bool TryAddress(string text, AddressFamily family, out IPAddress address)
    {
        // Four numbers, and no scope: the platform takes fewer numbers, other bases and interfaces as well.
        var looksRight = family == AddressFamily.InterNetwork
            ? text.Count('.') == 3 && !text.AsSpan().ContainsAnyExcept(Digits) && !HasLeadingZero(text)
            : !text.AsSpan().ContainsAnyExcept(HexDigits);
        if (looksRight && IPAddress.TryParse(text, out var parsed) && parsed.AddressFamily == family)
        {
            address = Plain(parsed);
            return true;
        }

        address = IPAddress.None;
        return false;
    }

    // Which some read as octal.
    private static bool HasLeadingZero(string text)
    {
        foreach (var number in text.Split('.'))
        {
            if (number is ['0', _, ..])
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryPort(string text, out int port)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= ushort.MaxValue && (text.Length == 1 || text[0] != '0');

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
