namespace Sightglass.Gateway.Tests.Fixtures;

/// <summary>A request as an upstream received it.</summary>
/// <param name="Head">Request line and headers, the empty line included.</param>
/// <param name="Body">The body, chunks decoded.</param>
/// <param name="Trailers">What followed the last chunk; empty if nothing did.</param>
internal sealed record UpstreamRequest(string Head, string Body, string Trailers)
{
    public string RequestLine => Head[..Head.IndexOf("\r\n", StringComparison.Ordinal)];

    public string Target => RequestLine.Split(' ')[1];

    /// <summary>All lines of a header, joined with <c>|</c>; null when it was not sent.</summary>
    public string? this[string name]
    {
        get
        {
            var lines = Head.Split("\r\n")
                .Skip(1)
                .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
                .Select(line => line[(name.Length + 1)..].Trim())
                .ToList();
            return lines.Count == 0 ? null : string.Join('|', lines);
        }
    }
}
