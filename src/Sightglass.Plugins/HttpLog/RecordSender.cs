using System.Buffers;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;

namespace Sightglass.Plugins.HttpLog;

/// <summary>Sends a batch of records: one as it is, several as a JSON array.</summary>
internal sealed class RecordSender(
    SharedClients<PluginHttpOptions, PluginHttpClient>.Lease client,
    Uri endpoint,
    string method,
    IReadOnlyList<KeyValuePair<string, string>> headers) : IAsyncDisposable
{
    /// <summary>Whether a batch of one is an array, too.</summary>
    public bool AlwaysArray { get; init; }

    /// <exception cref="PluginIoException">The server could not be reached or did not take the records.</exception>
    public async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        var request = new PluginHttpRequest { Uri = endpoint, Method = method, Headers = headers, Body = ToBody(records) };
        var response = await client.Client.SendAsync(default, request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode >= 300)
        {
            throw new PluginIoException(PluginIoError.Refused, $"request to {endpoint.Authority} returned status code {response.StatusCode}");
        }
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private ReadOnlyMemory<byte> ToBody(IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        if (records.Count == 1 && !AlwaysArray)
        {
            return records[0];
        }

        var body = new ArrayBufferWriter<byte>();
        body.Write("["u8);
        for (var i = 0; i < records.Count; i++)
        {
            if (i > 0)
            {
                body.Write(","u8);
            }

            body.Write(records[i].Span);
        }

        body.Write("]"u8);
        return body.WrittenMemory;
    }
}
