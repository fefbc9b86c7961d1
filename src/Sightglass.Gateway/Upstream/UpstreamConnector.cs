using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Sightglass.Gateway.Net;

namespace Sightglass.Gateway.Upstream;

/// <summary>Makes connections: TCP, then TLS where asked for, both within one timeout.</summary>
internal static class UpstreamConnector
{
    public static async ValueTask<ConnectResult> ConnectAsync(
        Deadlines wheel, UpstreamEndpoint endpoint, int milliseconds, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        ConnectAttempt attempt;
        try
        {
            attempt = new ConnectAttempt(wheel, endpoint.Address.AddressFamily, milliseconds, cancellationToken);
        }
        catch (SocketException error)
        {
            return Failed(UpstreamError.ConnectFailed, endpoint, SocketErrorText.Of(error.SocketErrorCode), start);
        }

        // 1. TCP.
        var code = await attempt.ConnectAsync(endpoint.Address).ConfigureAwait(false);
        var connected = code == SocketError.Success ? Stopwatch.GetTimestamp() : 0;
        if (code != SocketError.Success || endpoint.Tls is null)
        {
            if (attempt.Complete() && code == SocketError.Success)
            {
                return new ConnectResult { Transport = new SocketTransport(attempt.Socket), ConnectStart = start, Connected = connected };
            }

            attempt.Dispose();
            return Failed(attempt.Explain(Classify(code)), endpoint, SocketErrorText.Of(code), start, connected);
        }

        // 2. TLS.
        var stream = new SslStream(new NetworkStream(attempt.Socket, ownsSocket: false), leaveInnerStreamOpen: false);
        var problem = await HandshakeAsync(stream, endpoint.Tls).ConfigureAwait(false);
        if (attempt.Complete() && problem is null)
        {
            return new ConnectResult
            {
                Transport = new TlsTransport(stream, attempt.Socket),
                ConnectStart = start,
                Connected = connected,
                TlsDone = Stopwatch.GetTimestamp(),
            };
        }

        attempt.Dispose();
        await stream.DisposeAsync().ConfigureAwait(false);
        return Failed(attempt.Explain(UpstreamError.TlsFailed), endpoint, problem, start, connected);
    }

    /// <summary>Null, or why the handshake failed.</summary>
    private static async Task<string?> HandshakeAsync(SslStream stream, UpstreamTlsOptions tls)
    {
        var verdict = new CertificateVerdict(tls);
        try
        {
            await stream.AuthenticateAsClientAsync(verdict.ToClientOptions()).ConfigureAwait(false);
            return null;
        }
        catch (Exception error) when (error is AuthenticationException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            return verdict.Problem ?? error.InnerException?.Message ?? error.Message;
        }
    }

    private static UpstreamError Classify(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => UpstreamError.ConnectRefused,
        SocketError.TimedOut => UpstreamError.ConnectTimeout,
        _ => UpstreamError.ConnectFailed,
    };

    private static ConnectResult Failed(UpstreamError error, UpstreamEndpoint endpoint, string? reason, long start, long connected = 0)
        => new()
        {
            Error = error,
            Detail = error is UpstreamError.ConnectTimeout or UpstreamError.Aborted || reason is null
                ? $"{endpoint}: {error.ToText()}"
                : $"{endpoint}: {error.ToText()}: {reason}",
            ConnectStart = start,
            Connected = connected,
        };
}
