using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Sightglass.Gateway.Listening;

/// <summary>
/// Lets plain-text clients speak HTTP/2 on a listener that also speaks HTTP/1.1. The server chooses by what TLS has negotiated, and without TLS
/// takes everybody for HTTP/1.1; a client that begins with HTTP/2's preface (RFC 9113, 3.4) is announced to it as if TLS had.
/// </summary>
internal static class PriorKnowledge
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    /// <param name="patience">How long the first bytes may take; the server's own limits apply only from the protocol on.</param>
    public static Func<ConnectionDelegate, ConnectionDelegate> Detect(TimeSpan patience)
        => next => connection => DetectAsync(connection, next, patience);

    private static async Task DetectAsync(ConnectionContext connection, ConnectionDelegate next, TimeSpan patience)
    {
        using (var timeout = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed))
        {
            timeout.CancelAfter(patience);
            try
            {
                if (await BeginsWithPrefaceAsync(connection.Transport.Input, timeout.Token).ConfigureAwait(false))
                {
                    var announced = new Announced();
                    connection.Features.Set<ITlsApplicationProtocolFeature>(announced);
                    connection.Features.Set<ITlsConnectionFeature>(announced);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                connection.Abort();
                return;
            }
        }

        await next(connection).ConfigureAwait(false);
    }

    private static async ValueTask<bool> BeginsWithPrefaceAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            var length = (int)Math.Min(buffer.Length, Preface.Length);
            var same = buffer.Slice(0, length).ToArray().AsSpan().SequenceEqual(Preface.AsSpan(0, length));
            var decided = !same || length == Preface.Length || result.IsCompleted;

            // Nothing is taken: whoever reads next gets it all.
            input.AdvanceTo(buffer.Start, decided ? buffer.Start : buffer.End);
            if (decided)
            {
                return same && length == Preface.Length;
            }
        }
    }

    private sealed class Announced : ITlsApplicationProtocolFeature, ITlsConnectionFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(null);
    }
}
