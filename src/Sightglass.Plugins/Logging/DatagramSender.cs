using System.Net;
using System.Net.Sockets;
using Sightglass.PluginSdk.Io;

namespace Sightglass.Plugins.Logging;

/// <summary>Sends records as UDP datagrams, one each. Whether they arrive nobody knows.</summary>
internal sealed class DatagramSender(string host, int port, TimeSpan timeout, INameResolver resolver, TimeProvider time) : IAsyncDisposable
{
    private Socket? _socket;
    private IPAddress? _address;

    /// <exception cref="PluginIoException">The name was not found, or the system refused the datagram.</exception>
    public async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await ConnectAsync(linked.Token).ConfigureAwait(false);
            foreach (var record in records)
            {
                await _socket!.SendAsync(record, linked.Token).ConfigureAwait(false);
            }
        }
        catch (SocketException e)
        {
            Close();
            throw new PluginIoException(PluginIoError.Refused, $"could not send data to {host}:{port}: {e.Message}", e);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Close();
            throw new PluginIoException(PluginIoError.Timeout, $"could not send data to {host}:{port}: timeout");
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return default;
    }

    /// <summary>The name is looked up each time: its answer is cached by the resolver, and may change.</summary>
    private async ValueTask ConnectAsync(CancellationToken cancellationToken)
    {
        var found = await resolver.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        if (found.Addresses.IsDefaultOrEmpty)
        {
            throw new PluginIoException(PluginIoError.NameResolution, $"could not connect to {host}:{port}: {found.Error}");
        }

        if (_socket is null || _address is null || !found.Addresses.Contains(_address))
        {
            Close();
            _address = found.Addresses[0];
            _socket = new Socket(_address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await _socket.ConnectAsync(_address, port, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
