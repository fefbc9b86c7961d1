using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Sockets;

namespace Sightglass.Plugins.TcpLog;

/// <summary>Sends records over a connection that is kept while it is used.</summary>
internal sealed class TcpRecordSender(
    string host,
    int port,
    TlsClientOptions? tls,
    TimeSpan timeout,
    TimeSpan keepAlive,
    PluginServices services) : IAsyncDisposable
{
    private readonly SocketClient _socket = new(services.NameResolver, services.Time) { Timeout = timeout };
    private bool _isConnected;
    private long _lastUse;

    /// <exception cref="PluginIoException">The server could not be reached or did not take the records.</exception>
    public async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        var reused = _isConnected && services.Time.GetElapsedTime(_lastUse) < keepAlive && !_socket.IsClosedByPeer;
        try
        {
            if (!reused)
            {
                await ConnectAsync(cancellationToken).ConfigureAwait(false);
            }

            foreach (var record in records)
            {
                await _socket.SendAsync(default, record, cancellationToken).ConfigureAwait(false);
            }

            _lastUse = services.Time.GetTimestamp();
        }
        catch
        {
            _isConnected = false;
            await _socket.CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private async ValueTask ConnectAsync(CancellationToken cancellationToken)
    {
        await _socket.ConnectAsync(default, host, port, cancellationToken).ConfigureAwait(false);
        if (tls is not null)
        {
            await _socket.HandshakeAsync(default, tls, cancellationToken).ConfigureAwait(false);
        }

        _isConnected = true;
    }
}
