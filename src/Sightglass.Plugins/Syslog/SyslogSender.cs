using System.Net.Sockets;
using Sightglass.PluginSdk.Io;

namespace Sightglass.Plugins.Syslog;

/// <summary>Writes messages to the machine's syslog socket, one datagram each.</summary>
internal sealed class SyslogSender(string path) : IAsyncDisposable
{
    private Socket? _socket;

    /// <exception cref="PluginIoException">There is no syslog, or it does not take messages.</exception>
    public async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            // A syslog that was restarted has a new socket under the same name.
            if (!await TrySendAsync(record, cancellationToken).ConfigureAwait(false))
            {
                Close();
                await SendAsync(record, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return default;
    }

    private async ValueTask<bool> TrySendAsync(ReadOnlyMemory<byte> record, CancellationToken cancellationToken)
    {
        if (_socket is null)
        {
            return false;
        }

        try
        {
            await _socket.SendAsync(record, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> record, CancellationToken cancellationToken)
    {
        try
        {
            _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            await _socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            await _socket.SendAsync(record, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            Close();
            throw new PluginIoException(PluginIoError.Refused, $"could not write to {path}: {e.Message}", e);
        }
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
