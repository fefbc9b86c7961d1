using Microsoft.Extensions.Primitives;

namespace Sightglass.PluginSdk;

/// <summary>The request to the upstream while it can still be changed.</summary>
public abstract class PluginServiceRequest
{
    public abstract string Method { get; set; }

    /// <summary>The path sent to the upstream, in normal form; null until routing has made it.</summary>
    public abstract string? Path { get; set; }

    /// <summary>The query sent to the upstream, without the question mark.</summary>
    public abstract string QueryString { get; set; }

    /// <summary>Replaces the Host header; null for the rules of gateway.md 8.2.</summary>
    public abstract string? Host { get; set; }

    /// <summary>The value that will be sent: a change made by a plugin, else what the client sent.</summary>
    public abstract StringValues GetHeader(string name);

    /// <summary>Sets a header, replacing all its lines.</summary>
    /// <exception cref="ArgumentException">The name or value is not allowed in HTTP (RFC 9110 5.1, 5.5).</exception>
    public abstract void SetHeader(string name, StringValues value);

    /// <summary>Adds lines to a header.</summary>
    /// <exception cref="ArgumentException">The name or value is not allowed in HTTP (RFC 9110 5.1, 5.5).</exception>
    public abstract void AddHeader(string name, StringValues value);

    /// <summary>Removes all lines of a header.</summary>
    public abstract void RemoveHeader(string name);

    /// <summary>All headers that will be sent so far: the client's, with the changes of plugins. The gateway adds its own later.</summary>
    public abstract IEnumerable<KeyValuePair<string, StringValues>> Headers { get; }

    /// <summary>The body that a plugin set; null while it is the client's.</summary>
    public abstract ReadOnlyMemory<byte>? ChangedBody { get; }

    /// <summary>Sends this body instead of the client's, with its length.</summary>
    public abstract void SetBody(ReadOnlyMemory<byte> body);

    /// <summary>Asks for the buffered response phase.</summary>
    public abstract void EnableBuffering();
}
