using System.Globalization;
using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Model;

/// <summary>One typed attribute value: a string, a 64-bit integer, a boolean or a double.</summary>
public readonly record struct AttributeValue
{
    private readonly string? _text;
    private readonly long _bits;

    private AttributeValue(AttributeType type, string? text, long bits)
    {
        Type = type;
        _text = text;
        _bits = bits;
    }

    /// <summary>Which of the four types the value has.</summary>
    public AttributeType Type { get; }

    /// <summary>The value of a string attribute; empty for the other types.</summary>
    public string AsString => _text ?? "";

    /// <summary>The value of an integer attribute.</summary>
    public long AsInt => _bits;

    /// <summary>The value of a boolean attribute.</summary>
    public bool AsBool => _bits != 0;

    /// <summary>The value of a double attribute.</summary>
    public double AsDouble => BitConverter.Int64BitsToDouble(_bits);

    public static AttributeValue From(string value) => new(AttributeType.String, value, 0);

    public static AttributeValue From(long value) => new(AttributeType.Int, null, value);

    public static AttributeValue From(bool value) => new(AttributeType.Bool, null, value ? 1 : 0);

    public static AttributeValue From(double value) => new(AttributeType.Double, null, BitConverter.DoubleToInt64Bits(value));

    public override string ToString() => Type switch
    {
        AttributeType.String => AsString,
        AttributeType.Int => AsInt.ToString(CultureInfo.InvariantCulture),
        AttributeType.Bool => AsBool ? "true" : "false",
        _ => AsDouble.ToString("R", CultureInfo.InvariantCulture),
    };
}
