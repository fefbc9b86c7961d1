namespace Sightglass.Gateway.Tests.Fixtures;

/// <summary>A response as a client received it.</summary>
internal sealed record RawResponse(int Status, string Head, string Body, string Trailers = "")
{
    /// <summary>All lines of a header, joined with <c>|</c>; null when it was not sent.</summary>
    public string? this[string name] => HttpReader.Header(Head, name);
}
