using System.Collections.Concurrent;
using Sightglass.Gateway.Net;

namespace Sightglass.Gateway.Upstream;

/// <summary>Connections to upstreams, kept alive between requests, last used first. One per process: configuration reloads leave it alone.</summary>
internal sealed class UpstreamConnectionPool : IDisposable
{
    private readonly ConcurrentDictionary<UpstreamEndpoint, ConnectionBucket> _buckets = new();
    private volatile bool _closed;

    public UpstreamConnectionPool(UpstreamPoolOptions options, TimeProvider time)
    {
        Options = options;
        Deadlines = new Deadlines(time);
    }

    public UpstreamPoolOptions Options { get; }

    /// <summary>The wheel for everything that waits for an upstream.</summary>
    public Deadlines Deadlines { get; }

    /// <summary>Idle connections, for status and metrics.</summary>
    public int IdleCount => _buckets.Values.Sum(static bucket => bucket.IdleCount);

    /// <summary>Connections in use or idle, those being made included; for status and metrics.</summary>
    public int TotalCount => _buckets.Values.Sum(static bucket => bucket.TotalCount);

    internal bool IsClosed => _closed;

    internal HeaderStringCache Strings { get; } = new();

    /// <summary>An idle connection to <paramref name="endpoint"/> (then the call completes at once and allocates nothing), or a new one.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="timeouts">In force for the whole exchange.</param>
    /// <param name="cancellationToken">Gives the connect up.</param>
    public ValueTask<RentResult> RentAsync(UpstreamEndpoint endpoint, UpstreamTimeouts timeouts, CancellationToken cancellationToken = default)
    {
        if (endpoint.Bucket is { } bucket && bucket.Pool == this)
        {
            while (bucket.TryPop(out var connection) && connection is not null)
            {
                if (connection.TryRevive())
                {
                    connection.BeginExchange(timeouts);
                    return new ValueTask<RentResult>(new RentResult { Connection = connection, Reused = true });
                }

                connection.Close();
            }
        }
        else if (_buckets.TryGetValue(endpoint, out var known))
        {
            // Another instance of an equal endpoint: remember its bucket and look again.
            endpoint.Bucket = known;
            return RentAsync(endpoint, timeouts, cancellationToken);
        }

        return ConnectAsync(endpoint, timeouts, cancellationToken);
    }

    /// <summary>Closes idle connections now, and those in use when they are returned.</summary>
    public void Dispose()
    {
        _closed = true;
        foreach (var bucket in _buckets.Values)
        {
            while (bucket.TryPop(out var connection) && connection is not null)
            {
                connection.Close();
            }
        }

        Deadlines.Dispose();
    }

    internal void Remove(ConnectionBucket bucket) => _buckets.TryRemove(KeyValuePair.Create(bucket.Endpoint, bucket));

    private async ValueTask<RentResult> ConnectAsync(UpstreamEndpoint endpoint, UpstreamTimeouts timeouts, CancellationToken cancellationToken)
    {
        if (_closed)
        {
            return new RentResult { Error = UpstreamError.Aborted, Detail = "the connection pool is closed" };
        }

        var bucket = Enter(endpoint);
        var result = await UpstreamConnector.ConnectAsync(Deadlines, endpoint, timeouts.Connect, cancellationToken).ConfigureAwait(false);
        if (result.Transport is not { } transport)
        {
            bucket.OnClosed();
            return new RentResult
            {
                Error = result.Error,
                Detail = result.Detail,
                ConnectStart = result.ConnectStart,
                Connected = result.Connected,
            };
        }

        var connection = new UpstreamConnection(this, bucket, transport);
        connection.BeginExchange(timeouts);
        return new RentResult
        {
            Connection = connection,
            ConnectStart = result.ConnectStart,
            Connected = result.Connected,
            TlsDone = result.TlsDone,
        };
    }

    /// <summary>The endpoint's bucket, with a new connection counted in it.</summary>
    private ConnectionBucket Enter(UpstreamEndpoint endpoint)
    {
        while (true)
        {
            var bucket = _buckets.GetOrAdd(endpoint, static (key, pool) => new ConnectionBucket(pool, key), this);
            if (bucket.TryAdd())
            {
                endpoint.Bucket = bucket;
                return bucket;
            }
        }
    }
}
