using System.Buffers.Binary;
using System.Net;
using Sightglass.Gateway.Dns;

namespace Sightglass.Gateway.Tests.Dns;

/// <summary>Builds the answer to a query, right or wrong.</summary>
internal sealed class DnsReplyBuilder
{
    private readonly List<byte> _records = [];
    private int _count;
    private int _code;
    private bool _truncated;
    private byte[]? _forged;

    public static DnsReplyBuilder Ok => new();

    public static DnsReplyBuilder Error(int code) => new() { _code = code };

    public static DnsReplyBuilder Truncated => new() { _truncated = true };

    public DnsReplyBuilder A(string name, string address, int ttl = 60) => Add(name, DnsRecordType.A, ttl, IPAddress.Parse(address).GetAddressBytes());

    public DnsReplyBuilder Aaaa(string name, string address, int ttl = 60)
        => Add(name, DnsRecordType.Aaaa, ttl, IPAddress.Parse(address).GetAddressBytes());

    public DnsReplyBuilder Cname(string name, string target, int ttl = 60) => Add(name, DnsRecordType.Cname, ttl, Name(target));

    public DnsReplyBuilder Srv(string name, int priority, int weight, int port, string target, int ttl = 60)
    {
        var head = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)priority);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)weight);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), (ushort)port);
        return Add(name, DnsRecordType.Srv, ttl, [.. head, .. Name(target)]);
    }

    public DnsReplyBuilder Add(string name, DnsRecordType type, int ttl, byte[] data)
    {
        var fixedPart = new byte[10];
        BinaryPrimitives.WriteUInt16BigEndian(fixedPart, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(fixedPart.AsSpan(2), 1);
        BinaryPrimitives.WriteInt32BigEndian(fixedPart.AsSpan(4), ttl);
        BinaryPrimitives.WriteUInt16BigEndian(fixedPart.AsSpan(8), (ushort)data.Length);
        _records.AddRange([.. Name(name), .. fixedPart, .. data]);
        _count++;
        return this;
    }

    /// <summary>Sends messages before the right one that answer something else: another id, another question.</summary>
    public DnsReplyBuilder AfterForgeries(string address)
    {
        _forged = IPAddress.Parse(address).GetAddressBytes();
        return this;
    }

    public IEnumerable<byte[]> ToMessages(byte[] query)
    {
        if (_forged is not null)
        {
            var forged = new DnsReplyBuilder().Add("host.example", DnsRecordType.A, 60, _forged);
            var wrongId = forged.ToMessage(query);
            wrongId[0] ^= 0x55;
            yield return wrongId;
            var wrongName = forged.ToMessage(query);
            wrongName[13] ^= 1;
            yield return wrongName;
            var wrongType = forged.ToMessage(query);
            wrongType[QuestionEnd(query) - 3] ^= 1;
            yield return wrongType;
            var notAnAnswer = forged.ToMessage(query);
            notAnAnswer[2] &= 0x7F;
            yield return notAnAnswer;
            yield return [1, 2, 3];
        }

        yield return ToMessage(query);
    }

    private static byte[] Name(string name)
    {
        if (name.Length == 0)
        {
            return [0];
        }

        var buffer = new byte[256];
        return buffer[..DnsName.Write(name, buffer)];
    }

    private static int QuestionEnd(byte[] query)
    {
        var at = 12;
        Assert.True(DnsName.TryRead(query, ref at, out _));
        return at + 4;
    }

    private byte[] ToMessage(byte[] query)
    {
        byte[] message = [.. query[..QuestionEnd(query)], .. _records];
        message[2] = (byte)(0x81 | (_truncated ? 0x02 : 0));
        message[3] = (byte)(0x80 | _code);
        message[7] = (byte)_count;
        message[6] = (byte)(_count >> 8);
        message[10] = message[11] = 0;
        return message;
    }
}
