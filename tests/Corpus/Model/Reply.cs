namespace Corpus.Model;

/// <summary>What an upstream does with a request.</summary>
internal sealed class Reply
{
    public int Status { get; init; } = 200;

    public string Reason { get; init; } = "OK";

    /// <summary>Header lines. Without a Content-Length or Transfer-Encoding among them the length is added.</summary>
    public List<string> Headers { get; init; } = [];

    /// <summary>Null is the upstream's name.</summary>
    public string? Body { get; init; }

    /// <summary>Sends the body as these chunks.</summary>
    public List<string>? Chunks { get; init; }

    /// <summary>Lines after the last chunk.</summary>
    public List<string> Trailers { get; init; } = [];

    /// <summary>Sends exactly this instead of all of the above.</summary>
    public string? Raw { get; init; }

    /// <summary>Milliseconds before the first byte.</summary>
    public int DelayMs { get; init; }

    /// <summary>Milliseconds between the head and the body.</summary>
    public int BodyDelayMs { get; init; }

    public CloseMoment Close { get; init; }

    /// <summary>Closes with a reset instead of a regular end.</summary>
    public bool Reset { get; init; }

    /// <summary>Echoes what follows the head, byte by byte, until the other side closes: what an upgraded connection does.</summary>
    public bool Echo { get; init; }
}
