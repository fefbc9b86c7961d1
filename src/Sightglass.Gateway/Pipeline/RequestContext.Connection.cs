using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Sightglass.Gateway.Listening;

namespace Sightglass.Gateway.Pipeline;

/// <content>The server's side of the request: its features, fetched once per connection.</content>
internal sealed partial class RequestContext
{
    private IFeatureCollection? _features;
    private IPAddress? _clientAddress;
    private string? _clientAddressText;
    private int _clientPort;

    public IFeatureCollection Features => _features!;

    public IHttpRequestFeature Request { get; private set; } = null!;

    public IHttpResponseFeature Response { get; private set; } = null!;

    public IHttpResponseBodyFeature ResponseBody { get; private set; } = null!;

    public IHttpRequestLifetimeFeature Lifetime { get; private set; } = null!;

    public IHttpRequestBodyDetectionFeature BodyDetection { get; private set; } = null!;

    public ConnectionState Connection { get; private set; } = null!;

    /// <summary>Which request of its connection it is, from 1.</summary>
    public long RequestNumber { get; private set; }

    /// <summary>Null on plain-text connections.</summary>
    public ITlsHandshakeFeature? Tls { get; private set; }

    /// <summary>What a plugin says of the client's certificate; null when none has.</summary>
    public string? CertificateVerdict { get; set; }

    public IHeaderDictionary RequestHeaders => Request.Headers;

    public IHeaderDictionary ResponseHeaders => Response.Headers;

    public string Method => Request.Method;

    public bool IsHead { get; private set; }

    public bool IsHttp2 { get; private set; }

    /// <summary><c>1.0</c>, <c>1.1</c> or <c>2</c>.</summary>
    public string HttpVersion { get; private set; } = "1.1";

    public bool IsTls => Tls is not null;

    public string Scheme => IsTls ? "https" : "http";

    /// <summary>The TLS server name without a trailing dot; null when there is none.</summary>
    public string? ServerName { get; private set; }

    /// <summary>The Host header as received; empty if there is none.</summary>
    public string Host { get; private set; } = "";

    /// <summary>A body may follow the head.</summary>
    public bool HasBody => BodyDetection.CanHaveBody;

    /// <summary>
    /// The client waits to be told to send the body, which nobody has read of. Answered otherwise it may send it or not, so that what follows cannot be told
    /// from it (RFC 9110, 10.1.1).
    /// </summary>
    public bool AwaitsContinue
        => !IsHttp2 && HasBody && RequestBodySize == 0 && RequestBodyEndTimestamp == 0 && RequestHeaders.Expect.Count > 0;

    /// <summary>A gRPC request: HTTP/2 with a content type of <c>application/grpc</c>.</summary>
    public bool IsGrpc => IsHttp2
        && RequestHeaders.ContentType is [{ } type] && type.StartsWith("application/grpc", StringComparison.Ordinal);

    /// <summary>Signalled when the client is gone. On HTTP/1.x it is the connection's token, which costs nothing to ask for.</summary>
    public CancellationToken Aborted => IsHttp2 ? Lifetime.RequestAborted : Connection.Closed;

    /// <summary>The real client's address, honouring <c>trusted_ips</c> and <c>real_ip_header</c>.</summary>
    public IPAddress ClientAddress => _clientAddress ?? Connection.PeerAddress;

    public string ClientAddressText => _clientAddress is null ? Connection.PeerAddressText : _clientAddressText ??= _clientAddress.ToString();

    public int ClientPort => _clientAddress is null ? Connection.Peer.Port : _clientPort;

    /// <summary>
    /// The request's headers, one by one. The server keeps one enumerator per connection for the first enumeration of each request, so that one
    /// does not allocate.
    /// </summary>
    public IEnumerator<KeyValuePair<string, StringValues>> EnumerateRequestHeaders() => RequestHeaders.GetEnumerator();

    private void Attach(IFeatureCollection features)
    {
        if (!ReferenceEquals(features, _features))
        {
            _features = features;
            Request = features.GetRequiredFeature<IHttpRequestFeature>();
            Response = features.GetRequiredFeature<IHttpResponseFeature>();
            ResponseBody = features.GetRequiredFeature<IHttpResponseBodyFeature>();
            Lifetime = features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
            BodyDetection = features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>();
            Connection = features.GetRequiredFeature<ConnectionState>();
            Tls = features.Get<ITlsHandshakeFeature>();
            ServerName = Tls?.HostName is { Length: > 0 } name ? name.TrimEnd('.') : null;
        }

        var request = Request;
        IsHead = HttpMethods.IsHead(request.Method);
        HttpVersion = request.Protocol switch
        {
            "HTTP/1.1" => "1.1",
            "HTTP/2" => "2",
            _ => "1.0",
        };
        IsHttp2 = HttpVersion == "2";
        Host = request.Headers.Host is [{ } host] ? host : "";
        RequestNumber = Connection.CountRequest();
        CertificateVerdict = null;
        _clientAddress = null;
        _clientAddressText = null;
        if (Connection.PeerIsTrusted)
        {
            FindRealClient();
        }
    }

    private void FindRealClient()
    {
        if ((Runtime.RealIp.IsPreamble ? Connection.ProxiedClient : Runtime.RealIp.Find(RequestHeaders)) is { } client)
        {
            (_clientAddress, _clientPort) = (client.Address, client.Port);
        }
    }
}
