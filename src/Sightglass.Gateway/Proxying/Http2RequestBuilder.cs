using System.Net;
using System.Text;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Proxying;

/// <summary>Makes the message for an HTTP/2 upstream. Which headers it has is decided where it is decided for HTTP/1.1: by the head writer.</summary>
internal static class Http2RequestBuilder
{
    public static HttpRequestMessage Build(RequestContext context, in UpstreamHost host, RequestBody body, Http2Deadline deadline, bool tls)
    {
        RequestHeadWriter.Write(context, host, RequestFraming.None, upgrade: false);
        var lines = Encoding.Latin1.GetString(context.Head.Written.Span).Split("\r\n");
        var request = new HttpRequestMessage
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new Http2RequestContent(context, body, deadline),
        };
        var line = lines[0].AsSpan();
        var target = line[(line.IndexOf(' ') + 1)..line.LastIndexOf(' ')];
        request.Method = new HttpMethod(line[..line.IndexOf(' ')].ToString());

        // The path was brought into its form already; the client must not bring it into another.
        request.RequestUri = new Uri(
            $"{(tls ? "https" : "http")}://{new IPEndPoint(context.UpstreamAddress!.Address, context.UpstreamAddress.Port)}{target}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        foreach (var header in lines.Skip(1))
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                continue;
            }

            var name = header[..colon];
            var value = header[(colon + 2)..];
            if (name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.Host = value;
            }
            else if (!name.Equals("Connection", StringComparison.OrdinalIgnoreCase) && !request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }
}
