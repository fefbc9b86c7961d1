using Microsoft.Extensions.Primitives;

namespace Sightglass.PluginSdk;

/// <summary>The request to the upstream while it can still be changed.</summary>
public abstract class PluginServiceRequest
{
    /// <summary>The method sent to the upstream.</summary>
    public abstract string Method { get; set; }

    /// <summary>The scheme the upstream is spoken to with, <c>http</c> or <c>https</c>; null for the service's.</summary>
    public abstract string? Scheme { get; set; }

    /// <summary>The path sent to the upstream, in normal form; null until routing has made it.</summary>
    public abstract string? Path { get; set; }

    /// <summary>The query sent to the upstream, without the question mark.</summary>
    public abstract string QueryString { get; set; }

    /// <summary>Replaces the Host header; null for the rules of gateway.md 8.2.</summary>
    public abstract string? Host { get; set; }

    /// <summary>What <c>strip_path</c> takes off the path, as <c>X-Forwarded-Prefix</c> tells it; null when nothing is taken off.</summary>
    public abstract string? StrippedPrefix { get; }

    /// <summary>The names of the headers that will be sent: the client's that were not removed, and those that plugins set.</summary>
    public abstract IEnumerable<string> HeaderNames { get; }

    /// <summary>How many more targets may be tried after the first, 0–32767; null for the service's.</summary>
    public abstract int? Retries { get; set; }

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

    /// <summary>
    /// Sends the request somewhere else than the service says. The Host header follows by the rules of gateway.md 8.2 unless
    /// <see cref="Host"/> is set.
    /// </summary>
    /// <param name="host">A name, an address, or the name of an upstream.</param>
    /// <param name="port">0–65535; an upstream's targets have ports of their own.</param>
    public abstract void SetTarget(string host, int port);

    /// <summary>Sends the request to the targets of an upstream.</summary>
    /// <param name="name">The upstream's name.</param>
    /// <returns>False when there is no such upstream; nothing is changed then.</returns>
    public abstract bool TrySetUpstream(string name);

    /// <summary>Sets how long the upstream may take, in the place of the service's timeouts. All in milliseconds, from 1 to 2^31−2.</summary>
    /// <param name="connect">For a connection to come about.</param>
    /// <param name="write">Between two writes.</param>
    /// <param name="read">Between two reads.</param>
    public abstract void SetTimeouts(int connect, int write, int read);

    /// <summary>Asks for the buffered response phase.</summary>
    public abstract void EnableBuffering();
}
