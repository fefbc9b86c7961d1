using System.Globalization;

namespace Sightglass.Configuration.Forms;

/// <summary>A name of a form and what was given under it.</summary>
internal sealed class FormNode
{
    /// <summary>Values given under this very name, in their order.</summary>
    public List<string> Values { get; } = [];

    public Dictionary<string, FormNode> Children { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether all below it was given by position.</summary>
    public bool IsList => Children.Keys.All(k => int.TryParse(k, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    /// <summary>The node of a name below this one.</summary>
    public FormNode At(IReadOnlyList<string> key)
    {
        var node = this;
        foreach (var part in key)
        {
            if (!node.Children.TryGetValue(part, out var child))
            {
                node.Children.Add(part, child = new FormNode());
            }

            if (node.Values.Count > 0 && part.Length > 0 && !node.IsList)
            {
                throw new FormatException($"form field '{string.Join('.', key)}' is given both a value and fields of its own");
            }

            node = child;
        }

        if (node.Children.Count > 0 && !node.IsList)
        {
            throw new FormatException($"form field '{string.Join('.', key)}' is given both a value and fields of its own");
        }

        return node;
    }

    /// <summary>The children by position.</summary>
    public IEnumerable<FormNode> InOrder() => Children
        .OrderBy(c => int.TryParse(c.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : int.MaxValue)
        .Select(c => c.Value);
}
