using System.Globalization;
using System.Text;

namespace Truth.Peers;

/// <summary>HTTP/1.1, byte by byte, with TLS or without.</summary>
internal sealed class WireCaller(Client client) : Caller
{
    public override async Task<(int Status, long BodySize)> SendAsync(string path, Func<Func<byte[], Task>, Task>? body, Func<Task>? beforeReading)
    {
        if (body is null)
        {
            await client.Wire.SendAsync($"GET {path} HTTP/1.1\r\nHost: gateway.test\r\n\r\n");
        }
        else
        {
            await client.Wire.SendAsync($"POST {path} HTTP/1.1\r\nHost: gateway.test\r\nTransfer-Encoding: chunked\r\n\r\n");
            await body(piece => client.Wire.SendAsync(
                (byte[])[.. Encoding.ASCII.GetBytes(piece.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. piece, .. "\r\n"u8]));
            await client.Wire.SendAsync("0\r\n\r\n");
        }

        if (beforeReading is not null)
        {
            await beforeReading();
        }

        var reply = await client.ReadAsync();
        return (reply.Status, reply.BodySize);
    }

    public override async Task GiveUpAsync(Func<Task> meanwhile)
    {
        await client.Wire.SendAsync("GET / HTTP/1.1\r\nHost: gateway.test\r\n\r\n");
        await meanwhile();
        client.Reset();
    }

    public override void Dispose() => client.Dispose();
}
