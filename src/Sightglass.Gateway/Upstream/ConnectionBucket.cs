namespace Sightglass.Gateway.Upstream;

/// <summary>The connections of one endpoint: how many there are, and the idle ones, the last used first.</summary>
internal sealed class ConnectionBucket(UpstreamConnectionPool pool, UpstreamEndpoint endpoint)
{
    private readonly Lock _lock = new();
    private UpstreamConnection? _newest;
    private UpstreamConnection? _oldest;
    private int _idle;
    private int _total;
    private bool _removed;

    public UpstreamConnectionPool Pool { get; } = pool;

    public UpstreamEndpoint Endpoint { get; } = endpoint;

    /// <summary>Idle connections.</summary>
    public int IdleCount => Volatile.Read(ref _idle);

    /// <summary>Connections, in use or idle.</summary>
    public int TotalCount => Volatile.Read(ref _total);

    /// <summary>The last used idle connection.</summary>
    /// <param name="connection">The connection; null when there is none.</param>
    /// <returns>False when this bucket is not the endpoint's any more.</returns>
    public bool TryPop(out UpstreamConnection? connection)
    {
        lock (_lock)
        {
            connection = _newest;
            if (connection is not null)
            {
                Unlink(connection);
            }

            return !_removed;
        }
    }

    /// <summary>Counts a connection that is about to be made. False when this bucket is not the endpoint's any more.</summary>
    public bool TryAdd()
    {
        lock (_lock)
        {
            if (_removed)
            {
                return false;
            }

            _total++;
            return true;
        }
    }

    /// <summary>Makes a connection available.</summary>
    /// <returns>A connection that must be closed because there are too many, or because the pool is closed; null when there is none.</returns>
    public UpstreamConnection? PushIdle(UpstreamConnection connection)
    {
        lock (_lock)
        {
            if (Pool.IsClosed)
            {
                return connection;
            }

            connection.IsIdle = true;
            connection.Newer = null;
            connection.Older = _newest;
            if (_newest is not null)
            {
                _newest.Newer = connection;
            }
            else
            {
                _oldest = connection;
            }

            _newest = connection;
            if (++_idle <= Pool.Options.MaxIdlePerEndpoint)
            {
                return null;
            }

            var evicted = _oldest!;
            Unlink(evicted);
            return evicted;
        }
    }

    /// <summary>Takes an idle connection out. False when it is not idle, or not any more: whoever took it out owns it.</summary>
    public bool TryRemoveIdle(UpstreamConnection connection)
    {
        lock (_lock)
        {
            if (!connection.IsIdle)
            {
                return false;
            }

            Unlink(connection);
            return true;
        }
    }

    /// <summary>A connection is closed, or was never made.</summary>
    public void OnClosed()
    {
        lock (_lock)
        {
            if (--_total > 0 || _removed)
            {
                return;
            }

            _removed = true;
        }

        Pool.Remove(this);
    }

    private void Unlink(UpstreamConnection connection)
    {
        if (connection.Newer is { } newer)
        {
            newer.Older = connection.Older;
        }
        else
        {
            _newest = connection.Older;
        }

        if (connection.Older is { } older)
        {
            older.Newer = connection.Newer;
        }
        else
        {
            _oldest = connection.Newer;
        }

        connection.Newer = connection.Older = null;
        connection.IsIdle = false;
        _idle--;
    }
}
