using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Recording;

/// <summary>An attribute as it is recorded: the text, or 64 bits that the key's type explains.</summary>
internal struct AttributeSlot
{
    public AttributeKey Key;
    public string? Text;
    public long Bits;

    /// <summary>The same span's attribute before this one; <see cref="TraceRecorder.None"/> at the first.</summary>
    public int Previous;

    public readonly AttributeValue Value => Key.Type switch
    {
        AttributeType.String => AttributeValue.From(Text ?? ""),
        AttributeType.Bool => AttributeValue.From(Bits != 0),
        AttributeType.Double => AttributeValue.From(BitConverter.Int64BitsToDouble(Bits)),
        _ => AttributeValue.From(Bits),
    };
}
