namespace Corpus.Model;

/// <summary>What the client must see. Header values: a text, a list of lines, <c>~ regex</c>, or null for absent.</summary>
internal sealed class ResponseExpectation
{
    /// <summary>The whole status line.</summary>
    public string? Line { get; init; }

    public Dictionary<string, object?> Headers { get; init; } = [];

    /// <summary>The names of all headers, without regard to order and case.</summary>
    public List<string>? Names { get; init; }

    /// <summary>The body, to the byte.</summary>
    public string? Body { get; init; }

    /// <summary>The body as a JSON document, without regard to order and white space.</summary>
    public string? Json { get; init; }

    /// <summary>A regex that finds something in the body.</summary>
    public string? Matches { get; init; }

    public int? Length { get; init; }

    /// <summary>Lines after the last chunk.</summary>
    public List<string>? Trailers { get; init; }

    /// <summary>Statuses of the interim responses before the final one.</summary>
    public List<int>? Interim { get; init; }

    /// <summary>Whether the server closes the connection after the response.</summary>
    public bool? Closed { get; init; }

    /// <summary>The connection ends before the response does.</summary>
    public bool Broken { get; init; }

    /// <summary>What comes on the connection after <c>then</c> was sent.</summary>
    public string? Echoed { get; init; }
}
