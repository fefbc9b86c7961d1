namespace Sightglass.Gateway.Upstream;

/// <summary>Trailer fields of a chunked response.</summary>
internal sealed class ResponseTrailers
{
    private readonly List<KeyValuePair<string, string>> _fields = [];

    /// <summary>Number of fields.</summary>
    public int Count => _fields.Count;

    public string GetName(int index) => _fields[index].Key;

    public string GetValue(int index) => _fields[index].Value;

    internal void Add(string name, string value) => _fields.Add(new(name, value));

    internal void Clear() => _fields.Clear();
}
