using Microsoft.AspNetCore.Http;

namespace Sightglass.PluginSdk;

/// <summary>The response to the client. Status and headers can be changed until header_filter has run.</summary>
public abstract class PluginResponse
{
    /// <summary>The status code, 100–599.</summary>
    public abstract int StatusCode { get; set; }

    /// <summary>
    /// The response's headers. In rewrite and access they are headers to add to whatever response follows; from header_filter on
    /// they are the response's own.
    /// </summary>
    public abstract IHeaderDictionary Headers { get; }

    /// <summary>
    /// The headers of the service's response as it sent them, whatever plugins have made of them since. Empty when no service answered, or when no
    /// handler <see cref="PluginHandler.Needs"/> them.
    /// </summary>
    public abstract IHeaderDictionary ServiceHeaders { get; }

    /// <summary>The status of the upstream; null when no upstream answered.</summary>
    public abstract int? UpstreamStatusCode { get; }

    /// <summary>Bytes of the head sent to the client; complete in the log phase.</summary>
    public abstract long HeadSize { get; }

    /// <summary>Bytes of the body sent to the client; complete in the log phase.</summary>
    public abstract long BodySize { get; }

    /// <summary>Whether the whole upstream response was read before any of it is sent: a plugin asked for that.</summary>
    public abstract bool IsBuffered { get; }

    /// <summary>The whole body of a buffered response, from the response phase on; empty otherwise.</summary>
    public abstract ReadOnlyMemory<byte> Body { get; }

    /// <summary>Replaces the body, in the buffered response phase only; the length is set.</summary>
    /// <exception cref="InvalidOperationException">Not in the response phase.</exception>
    public abstract void SetBody(ReadOnlyMemory<byte> body);
}
