using Microsoft.AspNetCore.Http;

namespace Sightglass.PluginSdk;

/// <summary>What the client sent; read-only.</summary>
public abstract class PluginRequest
{
    /// <summary>The method as received.</summary>
    public abstract string Method { get; }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public abstract string Scheme { get; }

    /// <summary><c>1.0</c>, <c>1.1</c> or <c>2</c>.</summary>
    public abstract string HttpVersion { get; }

    /// <summary>The Host header as received, empty if none.</summary>
    public abstract string Host { get; }

    /// <summary>The path in normal form (gateway.md 7.1), without the query.</summary>
    public abstract string Path { get; }

    /// <summary>Path and query as received; from an absolute target (RFC 9112 3.2.2) without scheme and host.</summary>
    public abstract string RawTarget { get; }

    /// <summary>The query as received, without the question mark.</summary>
    public abstract string QueryString { get; }

    /// <summary>The header lines. Do not change: see <see cref="PluginServiceRequest"/>.</summary>
    public abstract IHeaderDictionary Headers { get; }

    /// <summary>The query's parameters, decoded, in order; parsed on first use.</summary>
    public abstract IQueryCollection Query { get; }

    /// <summary>Captures of the route's regex path: by name and by number (<c>0</c> is the whole match).</summary>
    public abstract IReadOnlyDictionary<string, string> UriCaptures { get; }

    /// <summary>The body's announced length; null when it has none or is chunked.</summary>
    public abstract long? ContentLength { get; }

    /// <summary>Whether a body is expected.</summary>
    public abstract bool HasBody { get; }

    /// <summary>Bytes of the request line and headers.</summary>
    public abstract long HeadSize { get; }

    /// <summary>Bytes of the body read so far.</summary>
    public abstract long BodySize { get; }

    /// <summary>
    /// Reads the whole body into memory, once; it is still sent to the upstream. Gives null when it is larger than
    /// <paramref name="limit"/>, and then the body can still be proxied but not be read.
    /// </summary>
    /// <param name="limit">The greatest length in bytes, 1 – 128 MiB.</param>
    /// <param name="cancellationToken">Usually <see cref="PluginContext.Aborted"/>.</param>
    public abstract ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(int limit, CancellationToken cancellationToken);
}
