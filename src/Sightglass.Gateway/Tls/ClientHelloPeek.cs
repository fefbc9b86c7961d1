using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sightglass.Gateway.Tls;

/// <summary>Connection middleware: looks at the client's hello before TLS does, where there are certificates to choose from by more than the name.</summary>
internal static class ClientHelloPeek
{
    /// <param name="listen">The listener; <see cref="ClientHello"/> is then among its connections' features.</param>
    /// <param name="isNeeded">Asked for every connection; if not, it costs nothing.</param>
    /// <param name="patience">How long the hello may take.</param>
    /// <param name="time">The clock.</param>
    public static void UseClientHello(this ListenOptions listen, Func<bool> isNeeded, TimeSpan patience, TimeProvider time)
        => listen.Use(next => connection => isNeeded() ? PeekAsync(connection, next, patience, time) : next(connection));

    private static async Task PeekAsync(ConnectionContext connection, ConnectionDelegate next, TimeSpan patience, TimeProvider time)
    {
        using (var late = new CancellationTokenSource(patience, time))
        using (var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, connection.ConnectionClosed))
        {
            try
            {
                connection.Features.Set(await ReadAsync(connection, over.Token).ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                connection.Abort();
                return;
            }
        }

        await next(connection).ConfigureAwait(false);
    }

    private static async ValueTask<ClientHello?> ReadAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            var hello = ClientHello.Read(buffer);
            var isDecided = hello is not null || result.IsCompleted;

            // Nothing is taken: TLS gets it all.
            input.AdvanceTo(buffer.Start, isDecided ? buffer.Start : buffer.End);
            if (isDecided)
            {
                return hello;
            }
        }
    }
}
