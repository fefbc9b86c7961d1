using System.Collections.Immutable;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec.Assembly;

/// <summary>Attributes as they are read: bounded, a name once, the last value counting.</summary>
internal sealed class WireAttributes(OtlpLimits limits)
{
    /// <summary>From here on a dictionary beats looking through the list.</summary>
    private const int Few = 16;

    private readonly List<KeyValuePair<string, AttributeValue>> _list = [];
    private Dictionary<string, int>? _places;

    /// <summary>How many did not fit.</summary>
    public int Dropped { get; private set; }

    public IReadOnlyList<KeyValuePair<string, AttributeValue>> List => _list;

    public void Add(string name, AttributeValue value)
    {
        var place = PlaceOf(name);
        if (place >= 0)
        {
            _list[place] = new(name, value);
        }
        else if (_list.Count < limits.Attributes)
        {
            _places?.Add(name, _list.Count);
            _list.Add(new(name, value));
        }
        else
        {
            Dropped++;
        }
    }

    public bool TryGet(string name, out AttributeValue value)
    {
        var place = PlaceOf(name);
        value = place >= 0 ? _list[place].Value : default;
        return place >= 0;
    }

    public ImmutableArray<KeyValuePair<string, AttributeValue>> ToImmutable() => [.. _list];

    private int PlaceOf(string name)
    {
        if (_list.Count > Few)
        {
            _places ??= _list.Select((pair, place) => (pair.Key, place)).ToDictionary(pair => pair.Key, pair => pair.place, StringComparer.Ordinal);
            return _places.GetValueOrDefault(name, -1);
        }

        for (var place = 0; place < _list.Count; place++)
        {
            if (_list[place].Key == name)
            {
                return place;
            }
        }

        return -1;
    }
}
