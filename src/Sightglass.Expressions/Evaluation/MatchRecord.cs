using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Patterns;
using Sightglass.Expressions.Syntax;

namespace Sightglass.Expressions.Evaluation;

/// <summary>
/// What an evaluation matched: for <c>==</c>, <c>^=</c> and <c>=^</c> the constant, for <c>~</c> the matched text and the capture
/// groups. Includes matches of branches that did not decide the result. Reusable: an evaluation starts by clearing it. Captures are
/// computed when they are asked for, so that only the winning route pays. Not safe for concurrent use.
/// </summary>
public sealed class MatchRecord
{
    private readonly List<Entry> _entries = [];

    /// <summary>Forgets everything.</summary>
    public void Clear() => _entries.Clear();

    /// <summary>
    /// The matched value of a field: what <c>strip_path</c> removes. The last match of the field counts. False when nothing was
    /// recorded for the field.
    /// </summary>
    /// <param name="fieldId">The id of the field's definition.</param>
    /// <param name="value">The matched value; empty when false is returned.</param>
    public bool TryGetMatchedValue(int fieldId, out string value)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            var entry = _entries[i];
            if (entry.Field.Id == fieldId)
            {
                value = entry.Pattern is null ? entry.Constant!.ToString() : entry.Pattern.FirstMatch(entry.Text!) ?? "";
                return true;
            }
        }

        value = "";
        return false;
    }

    /// <summary>
    /// Adds the capture groups of all regular expressions that matched, by number (<c>0</c> is the whole match) and by name. Where two
    /// have a group of the same number or name, the later match counts.
    /// </summary>
    public void CopyCaptures(IDictionary<string, string> captures)
    {
        foreach (var entry in _entries)
        {
            entry.Pattern?.TryCapture(entry.Text!, captures);
        }
    }

    internal void AddConstant(FieldReference field, Constant constant) => _entries.Add(new Entry(field, constant, null, null));

    internal void AddPattern(FieldReference field, CompiledPattern pattern, string text) => _entries.Add(new Entry(field, null, pattern, text));

    private readonly record struct Entry(FieldReference Field, Constant? Constant, CompiledPattern? Pattern, string? Text);
}
