using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Sightglass.Gateway.Listening;

/// <summary>What a load balancer sends ahead of a client's bytes: PROXY protocol, version 1 or 2.</summary>
/// <param name="IsValid">It was one; otherwise the connection is closed.</param>
/// <param name="Client">The client it names; null when it names none: for a connection of its own, such as a health check, and for what is neither IPv4 nor IPv6.</param>
internal sealed record ProxyPreamble(bool IsValid, IPEndPoint? Client)
{
    /// <summary>Takes the preamble off the beginning of a connection.</summary>
    /// <returns>Null when the client did not send it in time, or went away.</returns>
    public static async ValueTask<ProxyPreamble?> ReadAsync(ConnectionContext connection, TimeSpan patience, TimeProvider time)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, connection.ConnectionClosed);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(over.Token).ConfigureAwait(false);
                var parser = new ProxyPreambleParser(result.Buffer);
                if (parser.Parse() is { } preamble)
                {
                    input.AdvanceTo(preamble.IsValid ? result.Buffer.GetPosition(parser.Length) : result.Buffer.Start);
                    return preamble;
                }

                input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                if (result.IsCompleted)
                {
                    return new ProxyPreamble(false, null);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            return null;
        }
    }
}
