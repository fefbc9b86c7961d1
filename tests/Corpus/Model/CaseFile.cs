namespace Corpus.Model;

/// <summary>A file of the corpus: one gateway, its upstreams, and the requests made to it. README.md describes the keys.</summary>
internal sealed class CaseFile
{
    /// <summary>Settings by their names in a settings file.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>The recording upstreams by name; an empty entry answers 200 with its own name.</summary>
    public Dictionary<string, UpstreamSpec?> Upstreams { get; init; } = new() { ["main"] = null };

    /// <summary>What a name server of the file's own answers, by the first label of a name; none is started when empty.</summary>
    public Dictionary<string, string> Names { get; init; } = [];

    /// <summary>The declarative configuration as an operator writes it.</summary>
    public string Config { get; init; } = "";

    /// <summary>Whether every case gets a gateway and upstreams of its own, because cases change their state.</summary>
    public bool Fresh { get; init; }

    public List<Case> Cases { get; init; } = [];
}
