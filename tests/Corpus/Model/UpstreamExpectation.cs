namespace Corpus.Model;

/// <summary>What the upstream must see.</summary>
internal sealed class UpstreamExpectation
{
    /// <summary>The upstream that was asked.</summary>
    public string? Name { get; init; }

    /// <summary>The request line; <c>HTTP/1.1</c> is added when it has no version.</summary>
    public string? Line { get; init; }

    public Dictionary<string, object?> Headers { get; init; } = [];

    /// <summary>The names of all headers, without regard to order and case.</summary>
    public List<string>? Names { get; init; }

    public string? Body { get; init; }

    public string? Json { get; init; }

    public int? Length { get; init; }

    public List<string>? Trailers { get; init; }
}
