namespace Sightglass.Gateway.Dns;

/// <summary>Resolves names with its own UDP and TCP client, and remembers the answers.</summary>
internal sealed class DnsClient(DnsOptions options, TimeProvider time) : IDisposable
{
    public DnsOptions Options { get; } = options;

    public TimeProvider Time { get; } = time;

    /// <summary>
    /// An address of <paramref name="name"/>, in turn among those it has. Completes at once when the name is an address, in the hosts file,
    /// or in the cache, stale answers included.
    /// </summary>
    /// <param name="name">A host name, or an IP literal, with or without brackets.</param>
    /// <param name="port">The port to use where the records do not give one.</param>
    /// <param name="tries">Gets the steps taken; null to record none.</param>
    /// <param name="cancellationToken">Gives up waiting; a query in flight goes on for the others that wait for it.</param>
    public ValueTask<DnsResult> ResolveAsync(string name, int port, DnsTries? tries = null, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
