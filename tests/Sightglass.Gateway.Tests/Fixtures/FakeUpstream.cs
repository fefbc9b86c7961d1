using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sightglass.Gateway.Tests.Fakes.RawServer;

namespace Sightglass.Gateway.Tests.Fixtures;

/// <summary>An upstream that understands requests and answers with what the test says. Remembers what it was asked.</summary>
internal sealed class FakeUpstream : IAsyncDisposable
{
    private readonly RawServer _server;
    private readonly ConcurrentQueue<UpstreamRequest> _requests = new();

    /// <param name="answer">Gives the response's bytes for a request.</param>
    public FakeUpstream(Func<UpstreamRequest, string> answer)
        => _server = new RawServer(async connection =>
        {
            var reader = new HttpReader(new NetworkStream(connection.Socket));
            using var stop = connection.Stop.UnsafeRegister(static connection => ((RawConnection)connection!).Close(), connection);
            try
            {
                while (await ReadAsync(reader) is { } request)
                {
                    _requests.Enqueue(request);
                    await connection.SendAsync(answer(request));
                }
            }
            catch (IOException)
            {
                // The gateway gave the request up, which some tests make it do.
            }
        });

    public IPEndPoint EndPoint => _server.EndPoint;

    public IReadOnlyCollection<UpstreamRequest> Requests => _requests;

    public int Connections => _server.Accepted;

    /// <summary>Answers everything with 200 and a short text.</summary>
    public static FakeUpstream Ok(string body = "hello") => new(_ => Response(body));

    public static string Response(string body, int status = 200, string headers = "")
        => $"HTTP/1.1 {status} Fine\r\nContent-Length: {body.Length}\r\n{headers}\r\n{body}";

    public static async Task<UpstreamRequest?> ReadAsync(HttpReader reader)
    {
        if (await reader.ReadHeadAsync() is not { } head)
        {
            return null;
        }

        if (HttpReader.Header(head, "Transfer-Encoding") == "chunked")
        {
            var (chunks, trailers) = await reader.ReadChunksAsync();
            return new UpstreamRequest(head, chunks, trailers);
        }

        var length = HttpReader.Header(head, "Content-Length");
        var body = length is null ? "" : await reader.ReadAsync(long.Parse(length, CultureInfo.InvariantCulture));
        return new UpstreamRequest(head, body, "");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
