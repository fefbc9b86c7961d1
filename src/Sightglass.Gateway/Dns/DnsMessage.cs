using System.Buffers.Binary;
using System.Net;

namespace Sightglass.Gateway.Dns;

/// <summary>Queries and answers on the wire (RFC 1035, 4; RFC 6891 for the payload size).</summary>
internal static class DnsMessage
{
    /// <summary>Largest query: header, name, question, and the option record.</summary>
    public const int MaxQuery = 12 + 255 + 4 + 11;

    /// <summary>What we say we can take over UDP; larger answers come over TCP.</summary>
    public const int UdpPayload = 1232;

    private const int HeaderSize = 12;
    private const ushort Internet = 1;

    /// <summary>Writes a query; gives its length.</summary>
    /// <param name="id">Unpredictable.</param>
    /// <param name="name">Normalised.</param>
    /// <param name="type">What is asked for.</param>
    /// <param name="extended">Whether to announce <see cref="UdpPayload"/>: old servers refuse that.</param>
    /// <param name="destination">At least <see cref="MaxQuery"/> bytes.</param>
    public static int WriteQuery(ushort id, string name, DnsRecordType type, bool extended, Span<byte> destination)
    {
        destination[..HeaderSize].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(destination, id);
        destination[2] = 0x01; // recursion desired
        destination[5] = 1; // one question
        destination[11] = extended ? (byte)1 : (byte)0;
        var at = HeaderSize + DnsName.Write(name, destination[HeaderSize..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 2)..], Internet);
        at += 4;
        if (extended)
        {
            destination.Slice(at, 11).Clear();
            BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 1)..], (ushort)DnsRecordType.Opt);
            BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 3)..], UdpPayload);
            at += 11;
        }

        return at;
    }

    /// <summary>Whether a message is an answer to exactly this question; anything else may be forged and is ignored.</summary>
    public static bool Answers(ReadOnlySpan<byte> message, ushort id, string name, DnsRecordType type)
    {
        if (message.Length < HeaderSize || BinaryPrimitives.ReadUInt16BigEndian(message) != id || (message[2] & 0xF8) != 0x80)
        {
            return false;
        }

        // A refusal of the whole message may come without the question.
        if (message[4] == 0 && message[5] == 0)
        {
            return (message[3] & 0x0F) is 1 or 4 or 5;
        }

        var at = HeaderSize;
        return BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == 1
            && DnsName.TryRead(message, ref at, out var asked)
            && asked == name
            && at + 4 <= message.Length
            && BinaryPrimitives.ReadUInt16BigEndian(message[at..]) == (ushort)type
            && BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]) == Internet;
    }

    public static bool IsTruncated(ReadOnlySpan<byte> message) => (message[2] & 0x02) != 0;

    public static int ResponseCode(ReadOnlySpan<byte> message) => message[3] & 0x0F;

    /// <summary>Reads the answer section. False when the message is malformed.</summary>
    public static bool TryReadAnswers(ReadOnlySpan<byte> message, List<DnsResourceRecord> records)
    {
        var at = HeaderSize;
        var questions = BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
        for (var i = 0; i < questions; i++)
        {
            if (!DnsName.TryRead(message, ref at, out _) || (at += 4) > message.Length)
            {
                return false;
            }
        }

        var answers = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        for (var i = 0; i < answers; i++)
        {
            if (!TryReadRecord(message, ref at, records))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadRecord(ReadOnlySpan<byte> message, ref int at, List<DnsResourceRecord> records)
    {
        if (!DnsName.TryRead(message, ref at, out var name) || at + 10 > message.Length)
        {
            return false;
        }

        var type = (DnsRecordType)BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
        var @class = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]);

        // The top bit is not part of a TTL: such a value counts as 0 (RFC 2181, 8).
        var ttl = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(message[(at + 4)..]));
        var length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
        at += 10;
        if (at + length > message.Length)
        {
            return false;
        }

        var data = message.Slice(at, length);
        var start = at;
        at += length;
        if (@class != Internet)
        {
            return true;
        }

        string? target;
        switch (type)
        {
            case DnsRecordType.A when length == 4:
            case DnsRecordType.Aaaa when length == 16:
                records.Add(new DnsResourceRecord(name, type, ttl, new IPAddress(data), null, 0, 0, 0));
                return true;
            case DnsRecordType.A or DnsRecordType.Aaaa:
                return false;
            case DnsRecordType.Cname:
                if (!DnsName.TryRead(message, ref start, out target) || start != at)
                {
                    return false;
                }

                records.Add(new DnsResourceRecord(name, type, ttl, null, target, 0, 0, 0));
                return true;
            case DnsRecordType.Srv:
                var after = start + 6;
                if (length < 7 || !DnsName.TryRead(message, ref after, out target) || after != at)
                {
                    return false;
                }

                records.Add(new DnsResourceRecord(
                    name,
                    type,
                    ttl,
                    null,
                    target,
                    BinaryPrimitives.ReadUInt16BigEndian(data),
                    BinaryPrimitives.ReadUInt16BigEndian(data[2..]),
                    BinaryPrimitives.ReadUInt16BigEndian(data[4..])));
                return true;
            default:
                return true;
        }
    }
}
