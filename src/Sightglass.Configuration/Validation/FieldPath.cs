using System.Text;

namespace Sightglass.Configuration.Validation;

/// <summary>Where in an input something is: field names and list positions from the root down.</summary>
public sealed class FieldPath
{
    /// <summary>The input itself.</summary>
    public static readonly FieldPath Root = new(null, null, -1);

    /// <summary>The name under which problems of a whole entity are reported.</summary>
    public const string Entity = "@entity";

    private FieldPath(FieldPath? parent, string? name, int index, bool isKey = false) => (Parent, Name, Index, IsKey) = (parent, name, index, isKey);

    /// <summary>The path one step up; null for <see cref="Root"/>.</summary>
    public FieldPath? Parent { get; }

    /// <summary>The field's name; null for a list position and for <see cref="Root"/>.</summary>
    public string? Name { get; }

    /// <summary>The position in a list from 0; −1 for a field.</summary>
    public int Index { get; }

    /// <summary>Whether the name is a free key of a map. The Admin API says what is wrong with an entry of the map itself.</summary>
    public bool IsKey { get; }

    /// <summary>The path of a map's entry below this one.</summary>
    public FieldPath Key(string name) => new(this, name, -1, isKey: true);

    /// <summary>The path of a field below this one.</summary>
    public FieldPath Field(string name) => new(this, name, -1);

    /// <summary>The path of a list position below this one, from 0.</summary>
    public FieldPath Item(int index) => new(this, null, index);

    /// <summary>The path of a dotted name below this one, for example <c>healthchecks.active.type</c>.</summary>
    public FieldPath Dotted(string names)
    {
        var path = this;
        foreach (var name in names.Split('.'))
        {
            path = path.Field(name);
        }

        return path;
    }

    /// <summary>The steps below <paramref name="ancestor"/>, outermost first.</summary>
    public IReadOnlyList<FieldPath> Steps(FieldPath? ancestor = null)
    {
        var steps = new List<FieldPath>();
        for (var step = this; step.Parent is not null && step != ancestor; step = step.Parent)
        {
            steps.Add(step);
        }

        steps.Reverse();
        return steps;
    }

    /// <summary>This path with <paramref name="ancestor"/> as its root.</summary>
    public FieldPath RelativeTo(FieldPath ancestor) => Append(Root, Steps(ancestor));

    /// <summary>This path put below another.</summary>
    public FieldPath Below(FieldPath parent) => Append(parent, Steps());

    private static FieldPath Append(FieldPath path, IEnumerable<FieldPath> steps)
    {
        foreach (var step in steps)
        {
            path = step.Name is not { } name ? path.Item(step.Index) : step.IsKey ? path.Key(name) : path.Field(name);
        }

        return path;
    }

    /// <summary>For people: <c>services[1].paths[0]</c>, positions from 0, without <c>@entity</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var step in Steps())
        {
            if (step.Name is null)
            {
                text.Append('[').Append(step.Index).Append(']');
            }
            else if (step.Name != Entity)
            {
                text.Append(text.Length > 0 ? "." : "").Append(step.Name);
            }
        }

        return text.ToString();
    }
}
