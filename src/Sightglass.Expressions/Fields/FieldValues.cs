using System.Runtime.CompilerServices;
using Sightglass.Expressions.Net;

namespace Sightglass.Expressions.Fields;

/// <summary>
/// The values of one field, on the stack. Holds one value, or a view of several that the source keeps; the view has to stay valid
/// until the source is asked for the next field.
/// </summary>
public ref struct FieldValues
{
    private ReadOnlySpan<char> _chars;
    private string? _text;
    private ReadOnlySpan<string?> _texts;
    private ReadOnlySpan<long> _ints;
    private ReadOnlySpan<IpValue> _addresses;
    private long _int;
    private IpValue _address;

    /// <summary>How many values there are. Zero counts as absent.</summary>
    public int Count { get; private set; }

    /// <summary>The type of the values.</summary>
    public FieldType Type { get; private set; }

    /// <summary>One text. Null counts as the empty string.</summary>
    public void Set(string? value)
    {
        _text = value ?? "";
        _chars = _text;
        (Type, Count) = (FieldType.String, 1);
    }

    /// <summary>One text that need not exist as a string, for example a slice of a path.</summary>
    public void Set(ReadOnlySpan<char> value)
    {
        _text = null;
        _chars = value;
        (Type, Count) = (FieldType.String, 1);
    }

    /// <summary>Several texts, in order. A null among them counts as the empty string.</summary>
    public void Set(ReadOnlySpan<string?> values)
    {
        if (values.Length == 1)
        {
            Set(values[0]);
            return;
        }

        _texts = values;
        (Type, Count) = (FieldType.String, values.Length);
    }

    /// <summary>One integer.</summary>
    public void Set(long value)
    {
        _int = value;
        (Type, Count) = (FieldType.Int, 1);
    }

    /// <summary>Several integers.</summary>
    public void Set(ReadOnlySpan<long> values)
    {
        _ints = values;
        _int = values.IsEmpty ? 0 : values[0];
        (Type, Count) = (FieldType.Int, values.Length);
    }

    /// <summary>One address.</summary>
    public void Set(IpValue value)
    {
        _address = value;
        (Type, Count) = (FieldType.IpAddr, 1);
    }

    /// <summary>Several addresses.</summary>
    public void Set(ReadOnlySpan<IpValue> values)
    {
        _addresses = values;
        _address = values.IsEmpty ? default : values[0];
        (Type, Count) = (FieldType.IpAddr, values.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ReadOnlySpan<char> CharsAt(int index) => Count == 1 ? _chars : _texts[index].AsSpan();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly long IntAt(int index) => index == 0 ? _int : _ints[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly IpValue AddressAt(int index) => index == 0 ? _address : _addresses[index];

    /// <summary>The text as a string; allocates only for a text that was given as a span.</summary>
    internal readonly string TextAt(int index) => Count > 1 ? _texts[index] ?? "" : _text ?? _chars.ToString();
}
