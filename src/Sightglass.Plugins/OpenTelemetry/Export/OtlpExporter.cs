using Sightglass.Plugins.Queues;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;
using Sightglass.Tracing.Codec;

namespace Sightglass.Plugins.OpenTelemetry.Export;

/// <summary>Sends what was encoded to an OTLP endpoint over HTTP, in batches. Success is 200 and nothing else.</summary>
internal sealed class OtlpExporter : IAsyncDisposable
{
    private static readonly (string Name, string Version) Scope = ("kong-internal", "0.1.0");

    private readonly SharedClients<PluginHttpOptions, PluginHttpClient>.Lease _client;
    private readonly Uri _endpoint;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _headers;
    private readonly byte[] _resource;

    /// <param name="client">The client; the exporter's from now on.</param>
    /// <param name="endpoint">Where to.</param>
    /// <param name="headers">The headers of the requests, their content type among them.</param>
    /// <param name="resource">The encoded resource.</param>
    /// <param name="queue">Makes the queue that sends with the given function.</param>
    public OtlpExporter(
        SharedClients<PluginHttpOptions, PluginHttpClient>.Lease client,
        Uri endpoint,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        byte[] resource,
        Func<Func<IReadOnlyList<ReadOnlyMemory<byte>>, CancellationToken, Task>, BatchQueue> queue)
    {
        _client = client;
        _endpoint = endpoint;
        _headers = headers;
        _resource = resource;
        Queue = queue(SendAsync);
    }

    public BatchQueue Queue { get; }

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync().ConfigureAwait(false);
        await _client.DisposeAsync().ConfigureAwait(false);
    }

    private async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> items, CancellationToken cancellationToken)
    {
        var request = new PluginHttpRequest
        {
            Uri = _endpoint,
            Method = "POST",
            Headers = _headers,
            Body = OtlpItems.Request(_resource, Scope, items),
        };
        var response = await _client.Client.SendAsync(default, request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != 200)
        {
            throw new PluginIoException(PluginIoError.Refused, $"request to {_endpoint.Authority} returned status code {response.StatusCode}");
        }
    }
}
