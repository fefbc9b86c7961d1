using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Recording;

/// <summary>
/// Spans and their attributes in two growing arrays. Not synchronised: the recorder has one for the request's flow, which needs
/// no lock, and one behind its lock for everything else.
/// </summary>
internal sealed class SpanTable(int maxAttributes)
{
    private const int KeptSpans = 256;
    private const int KeptAttributes = 1_024;

    private SpanSlot[] _spans = new SpanSlot[32];
    private AttributeSlot[] _attributes = new AttributeSlot[96];
    private int _count;
    private int _attributeCount;

    public int Count => _count;

    /// <summary>About how much memory the table holds: its arrays, and the texts of attributes as if each were its own.</summary>
    public long Bytes
    {
        get
        {
            long characters = 0;
            foreach (ref readonly var attribute in _attributes.AsSpan(0, _attributeCount))
            {
                characters += attribute.Text?.Length ?? 0;
            }

            return (_spans.Length * (long)Unsafe.SizeOf<SpanSlot>()) + (_attributes.Length * (long)Unsafe.SizeOf<AttributeSlot>()) + (characters * sizeof(char));
        }
    }

    public ref SpanSlot this[int index]
    {
        get
        {
            Debug.Assert((uint)index < (uint)_count, "A span of another trace, or of none.");
            return ref _spans[index];
        }
    }

    public int Open(SpanName name, int parent, long timestamp)
    {
        if (_count == _spans.Length)
        {
            Array.Resize(ref _spans, _count * 2);
        }

        var index = _count++;
        ref var slot = ref _spans[index];
        slot.Name = name;
        slot.Parent = parent;
        slot.Start = timestamp;
        slot.LastAttribute = TraceRecorder.None;
        return index;
    }

    /// <summary>Sets an attribute; one set before is replaced.</summary>
    /// <returns>False when the span has as many as it may.</returns>
    public bool Put(int span, AttributeKey key, string? text, long bits)
    {
        ref var slot = ref this[span];
        var last = slot.LastAttribute;
        if (last != TraceRecorder.None && (ReferenceEquals(_attributes[last].Key, key) || slot.AttributeCount == maxAttributes))
        {
            return Replace(ref slot, key, text, bits);
        }

        if (_attributeCount == _attributes.Length)
        {
            Array.Resize(ref _attributes, _attributeCount * 2);
        }

        ref var attribute = ref _attributes[_attributeCount];
        attribute.Key = key;
        attribute.Text = text;
        attribute.Bits = bits;
        attribute.Previous = last;
        slot.LastAttribute = _attributeCount++;
        slot.AttributeCount++;
        return true;
    }

    /// <summary>Walks a span's attributes, the one set last first. A key set twice with others between occurs twice; the first seen counts.</summary>
    public bool Previous(ref int cursor, out AttributeSlot attribute)
    {
        if (cursor == TraceRecorder.None)
        {
            attribute = default;
            return false;
        }

        attribute = _attributes[cursor];
        cursor = attribute.Previous;
        return true;
    }

    /// <summary>Forgets everything; what one big trace made big is not kept.</summary>
    public void Clear()
    {
        if (_spans.Length > KeptSpans)
        {
            _spans = new SpanSlot[32];
        }
        else
        {
            _spans.AsSpan(0, _count).Clear();
        }

        if (_attributes.Length > KeptAttributes)
        {
            _attributes = new AttributeSlot[96];
        }
        else
        {
            _attributes.AsSpan(0, _attributeCount).Clear();
        }

        _count = 0;
        _attributeCount = 0;
    }

    private bool Replace(ref SpanSlot slot, AttributeKey key, string? text, long bits)
    {
        for (var cursor = slot.LastAttribute; cursor != TraceRecorder.None; cursor = _attributes[cursor].Previous)
        {
            ref var attribute = ref _attributes[cursor];
            if (ReferenceEquals(attribute.Key, key))
            {
                attribute.Text = text;
                attribute.Bits = bits;
                return true;
            }
        }

        if (slot.DroppedAttributes != ushort.MaxValue)
        {
            slot.DroppedAttributes++;
        }

        return false;
    }
}
