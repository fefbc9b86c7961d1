using System.Runtime.CompilerServices;
using Sightglass.Gateway.Async;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Snapshots;
using Sightglass.Gateway.Upstream;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <content>6 balance: a target, its address, a connection to it.</content>
internal sealed partial class ProxyExchange
{
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<UpstreamError> ConnectAsync(int number)
    {
        _sendStart = 0;
        _sent = 0;
        var error = await SelectAsync(number).ConfigureAwait(false);
        if (error != UpstreamError.None)
        {
            return error;
        }

        var service = _context.Destination!;
        var rent = await _context.Runtime.Pool
            .RentAsync(ChooseEndpoint(service, _context.UpstreamAddress!), service.Timeouts, _context.IsHttp2 ? _context.Aborted : default)
            .Charge(_context.Trace, LatencyKind.Upstream)
            .ConfigureAwait(false);
        if (rent.Connection is not { } connection)
        {
            _errorDetail = rent.Detail;
            if (_context.Trace is not null)
            {
                _spans.NotConnected(rent.ConnectStart);
            }

            return rent.Error;
        }

        _connection = connection;
        connection.NotesTimes = _context.Trace is not null;
        _context.SelectedTimestamp = TraceRecorder.Now();
        if (_context.Trace is { } recording)
        {
            _spans.Ready(recording, rent, _context.SelectedTimestamp);
        }

        if (_context.IsHttp2)
        {
            // A stream that is reset gives up its own request, and the connection's others go on.
            _streamReset = _context.Aborted.UnsafeRegister(static state => ((UpstreamConnection)state!).Abort(), connection);
            return UpstreamError.None;
        }

        return _context.Connection.Attach(connection) ? UpstreamError.None : UpstreamError.Aborted;
    }

    private UpstreamEndpoint ChooseEndpoint(ServiceRuntime service, ResolvedAddress address)
    {
        if (!service.IsTls)
        {
            return address.ToEndpoint(null);
        }

        // The server name is the Host that is sent, without its port (gateway.md 8.2).
        var serverName = Routing.HostName.Split(_host.Name, out _);
        return address.ToEndpoint(service.GetTlsOptions(serverName.Length == _host.Name.Length ? _host.Name : serverName.ToString()));
    }
}
