namespace Sightglass.Gateway.Upstream;

/// <summary>How the end of a response body is found (RFC 9112, 6.3).</summary>
internal enum ResponseFraming
{
    /// <summary>No body: interim, 204, 304, answers to HEAD, or a length of 0.</summary>
    None,

    /// <summary>A body of the length given.</summary>
    ContentLength,

    /// <summary>Chunks, then trailers.</summary>
    Chunked,

    /// <summary>Everything until the peer closes.</summary>
    UntilClose,

    /// <summary>101: the connection now belongs to another protocol, in both directions.</summary>
    Upgraded,
}
