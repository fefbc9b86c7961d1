using Sightglass.Tracing.Analysis;

namespace Sightglass.Commands.Api;

/// <summary>Aligned columns for people. The cells come from elsewhere and are made fit for a terminal.</summary>
/// <param name="headings">The columns; one that begins with '>' is aligned to the right.</param>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [[.. headings.Select(heading => heading.TrimStart('>'))]];

    public void Add(params string?[] cells) => _rows.Add([.. cells.Select(TerminalText.Of)]);

    public void Write(TextWriter output)
    {
        var widths = headings.Select((_, column) => _rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, column) => headings[column].StartsWith('>') ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
