using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sightglass.Gateway.Listening;

/// <summary>Listeners other than the proxy's, where nothing depends on who the client is.</summary>
internal static class ProxyPreambleExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Takes the preamble off, where a listener has the flag.</summary>
    public static void UsePreamble(this ListenOptions listen, bool expected, TimeProvider time)
    {
        if (!expected)
        {
            return;
        }

        listen.Use(next => async connection =>
        {
            if (await ProxyPreamble.ReadAsync(connection, Patience, time).ConfigureAwait(false) is { IsValid: true })
            {
                await next(connection).ConfigureAwait(false);
            }
            else
            {
                connection.Abort();
            }
        });
    }
}
