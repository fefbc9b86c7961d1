namespace Corpus.Peers;

/// <summary>An HTTP message as it was on the wire; Latin-1, so that every byte is a character.</summary>
/// <param name="Head">Start line and header lines, the empty line left out.</param>
/// <param name="Body">The body, chunks put together.</param>
/// <param name="Trailers">The lines after the last chunk.</param>
internal sealed record Message(string Head, string Body, IReadOnlyList<string> Trailers)
{
    public string StartLine => Head.Split("\r\n")[0];

    public int Status => int.Parse(StartLine.Split(' ')[1]);

    public IEnumerable<(string Name, string Value)> Headers => Head.Split("\r\n").Skip(1).Select(Split);

    /// <summary>The values of all lines of a header, in order.</summary>
    public List<string> this[string name] =>
        [.. Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];

    private static (string Name, string Value) Split(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..].Trim());
    }
}
