using System.Net;

namespace Truth.Peers;

/// <summary>A client that speaks what the scenario says.</summary>
internal abstract class Caller : IDisposable
{
    public static async Task<Caller> ConnectAsync(Transport transport, IPEndPoint gateway) => transport switch
    {
        Transport.Http2 => new Http2Caller(gateway),
        Transport.Tls => new WireCaller(await Client.ConnectTlsAsync(gateway, static () => Task.CompletedTask)),
        _ => new WireCaller(await Client.ConnectAsync(gateway)),
    };

    /// <summary>Sends a request and reads the response.</summary>
    /// <param name="path">The path.</param>
    /// <param name="body">Writes the body, piece by piece; null for a request without one.</param>
    /// <param name="beforeReading">Done between the request and the response.</param>
    /// <returns>The status, and the length of the body.</returns>
    public abstract Task<(int Status, long BodySize)> SendAsync(string path = "/", Func<Func<byte[], Task>, Task>? body = null, Func<Task>? beforeReading = null);

    /// <summary>Sends a request, and gives it up while it waits.</summary>
    public abstract Task GiveUpAsync(Func<Task> meanwhile);

    public abstract void Dispose();
}
