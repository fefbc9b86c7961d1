using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Sightglass.Configuration.Schema;

/// <summary>The plugins a node or control plane knows, by name. Configuration validates instances against it and nothing else.</summary>
public sealed class PluginSchemas : IEnumerable<PluginSchema>
{
    /// <summary>No plugins at all.</summary>
    public static readonly PluginSchemas Empty = new([]);

    private readonly FrozenDictionary<string, PluginSchema> _byName;

    /// <summary>Makes the set.</summary>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public PluginSchemas(IEnumerable<PluginSchema> schemas) =>
        _byName = schemas.ToDictionary(s => s.Name, StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>How many plugins are known.</summary>
    public int Count => _byName.Count;

    /// <summary>The schema of the plugin of that name, if it is known. Names are case-sensitive.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out PluginSchema? schema) => _byName.TryGetValue(name, out schema);

    /// <inheritdoc />
    public IEnumerator<PluginSchema> GetEnumerator() => ((IEnumerable<PluginSchema>)_byName.Values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
