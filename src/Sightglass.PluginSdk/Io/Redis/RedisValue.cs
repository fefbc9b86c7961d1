using System.Globalization;
using System.Text;

namespace Sightglass.PluginSdk.Io.Redis;

/// <summary>A reply of a Redis server.</summary>
public readonly struct RedisValue
{
    private readonly object? _object;
    private readonly long _bits;

    private RedisValue(RedisValueKind kind, object? value, long bits)
    {
        Kind = kind;
        _object = value;
        _bits = bits;
    }

    /// <summary>What kind of reply it is.</summary>
    public RedisValueKind Kind { get; }

    /// <summary>Whether there is no value: a key that does not exist, for example.</summary>
    public bool IsNull => Kind == RedisValueKind.Null;

    /// <summary>Whether the server refused the command; the text says why.</summary>
    public bool IsError => Kind == RedisValueKind.Error;

    /// <summary>The bytes of a text or an error; empty for other kinds.</summary>
    public ReadOnlyMemory<byte> Bytes => _object as byte[];

    /// <summary>The elements of a list or map; empty for other kinds.</summary>
    public IReadOnlyList<RedisValue> Items => _object as RedisValue[] ?? [];

    /// <summary>The number of an Integer, or of a text that is one.</summary>
    /// <exception cref="PluginIoException">The value is no integer.</exception>
    public long AsInteger() => Kind switch
    {
        RedisValueKind.Integer or RedisValueKind.Boolean => _bits,
        RedisValueKind.Text when long.TryParse(Bytes.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new PluginIoException(PluginIoError.Protocol, $"redis: expected an integer, got {Kind}"),
    };

    /// <summary>The number of a Double or Integer.</summary>
    public double AsDouble() => Kind == RedisValueKind.Double ? BitConverter.Int64BitsToDouble(_bits) : AsInteger();

    /// <summary>The value as text; null for Null.</summary>
    public string? AsText() => Kind switch
    {
        RedisValueKind.Null => null,
        RedisValueKind.Text or RedisValueKind.Error => Encoding.UTF8.GetString(Bytes.Span),
        RedisValueKind.Double => AsDouble().ToString("R", CultureInfo.InvariantCulture),
        RedisValueKind.Boolean => _bits != 0 ? "true" : "false",
        RedisValueKind.Integer => _bits.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    internal static RedisValue Null { get; }

    internal static RedisValue Text(byte[] bytes) => new(RedisValueKind.Text, bytes, 0);

    internal static RedisValue ErrorText(byte[] bytes) => new(RedisValueKind.Error, bytes, 0);

    internal static RedisValue Integer(long value) => new(RedisValueKind.Integer, null, value);

    internal static RedisValue Double(double value) => new(RedisValueKind.Double, null, BitConverter.DoubleToInt64Bits(value));

    internal static RedisValue Boolean(bool value) => new(RedisValueKind.Boolean, null, value ? 1 : 0);

    internal static RedisValue Array(RedisValue[] items) => new(RedisValueKind.Array, items, 0);

    internal static RedisValue Map(RedisValue[] items) => new(RedisValueKind.Map, items, 0);
}
