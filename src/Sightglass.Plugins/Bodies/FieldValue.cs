using Microsoft.Extensions.Primitives;

namespace Sightglass.Plugins.Bodies;

/// <summary>What is found under a name in a request.</summary>
internal readonly record struct FieldValue(FieldKind Kind, string Text = "")
{
    public static readonly FieldValue Absent = new(FieldKind.Absent);

    public static FieldValue Of(StringValues values) => values.Count switch
    {
        0 => Absent,
        1 => new(FieldKind.Text, values[0] ?? ""),
        _ => new(FieldKind.Several),
    };

    public static FieldValue Of(IReadOnlyList<string?>? values) => values switch
    {
        null => Absent,
        [{ } text] => new(FieldKind.Text, text),
        [null] => new(FieldKind.Other),
        _ => new(FieldKind.Several),
    };
}
