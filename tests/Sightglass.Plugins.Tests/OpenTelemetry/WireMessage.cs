using System.Buffers.Binary;
using System.Text;

namespace Sightglass.Plugins.Tests.OpenTelemetry;

/// <summary>A protobuf message as it is on the wire, read without any schema, for what the product's own reader does not show.</summary>
internal sealed class WireMessage
{
    private readonly List<(int Field, object Value)> _fields = [];

    public WireMessage(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var tag = Varint(ref bytes);
            object value;
            switch (tag & 7)
            {
                case 0:
                    value = Varint(ref bytes);
                    break;
                case 1:
                    value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                    bytes = bytes[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref bytes);
                    value = bytes[..length].ToArray();
                    bytes = bytes[length..];
                    break;
                case 5:
                    value = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                    bytes = bytes[4..];
                    break;
                default:
                    throw new InvalidDataException($"wire type {tag & 7}");
            }

            _fields.Add(((int)(tag >> 3), value));
        }
    }

    public ulong Number(int field) => _fields.Where(f => f.Field == field).Select(f => (ulong)f.Value).LastOrDefault();

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field));

    public byte[] Bytes(int field) => _fields.Where(f => f.Field == field).Select(f => (byte[])f.Value).LastOrDefault() ?? [];

    public IEnumerable<WireMessage> All(int field) => _fields.Where(f => f.Field == field).Select(f => new WireMessage((byte[])f.Value));

    public WireMessage One(int field) => Assert.Single(All(field));

    /// <summary>Attributes (KeyValue) of a field; the value is its AnyValue, as <c>type:value</c>.</summary>
    public Dictionary<string, string> Attributes(int field) => All(field).ToDictionary(pair => pair.Text(1), pair => Any(pair.One(2)));

    private static string Any(WireMessage any) => any._fields.Single() switch
    {
        (1, byte[] text) => "string:" + Encoding.UTF8.GetString(text),
        (2, ulong flag) => $"bool:{flag}",
        (3, ulong number) => $"int:{number}",
        (4, ulong bits) => $"double:{BitConverter.Int64BitsToDouble((long)bits)}",
        var (field, _) => throw new InvalidDataException($"value {field}"),
    };

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
