using Microsoft.AspNetCore.Http;
using Sightglass.Gateway.Tls;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>Sets the attributes of the root span (debugger.md 3), all at the end, when all are known.</summary>
internal static class RootAttributes
{
    public static void Write(RequestContext context, TraceRecorder trace)
    {
        WriteRequest(context, trace);
        WriteConnection(context, trace);
        WriteResponse(context, trace);
        if (context.Tls is { } tls)
        {
            WriteTls(context, tls, trace);
        }
    }

    /// <summary>Marks the root of a failed request as failed, unless what broke it off has done so. Before rules ask for it.</summary>
    public static void Fail(RequestContext context, TraceRecorder trace)
    {
        if (context.Response.HasStarted && context.Response.StatusCode < 500)
        {
            return;
        }

        if (trace.StatusOf(TraceRecorder.Root) != SpanStatus.Error)
        {
            trace.Fail(TraceRecorder.Root, Failure(context));
        }
    }

    /// <summary>
    /// Bytes of the request's body. Of one that was not read to its end, such as that of a request turned away, what its length was said to be;
    /// when the client went away meanwhile, what came of it.
    /// </summary>
    public static long BodySize(RequestContext context)
        => context.RequestBodyEndTimestamp == 0 && context.HasBody && !context.Aborted.IsCancellationRequested
            ? Math.Max(context.RequestBodySize, context.RequestHeaders.ContentLength ?? 0)
            : context.RequestBodySize;

    private static string Failure(RequestContext context)
    {
        if (!context.Response.HasStarted)
        {
            return context.Aborted.IsCancellationRequested ? "the client went away before a response was sent" : "no response was sent";
        }

        return context.ExitMessage is { Length: > 0 } message ? message
            : context.UpstreamStatus == context.Response.StatusCode ? "the upstream answered with a server error"
            : "server error";
    }

    /// <summary>The URL without its query.</summary>
    public static string FullUrl(RequestContext context)
        => string.Concat(context.Scheme, "://", context.Host, context.RawPath);

    private static void WriteRequest(RequestContext context, TraceRecorder trace)
    {
        trace.Set(TraceRecorder.Root, AttributeKeys.UrlFull, FullUrl(context));
        trace.Set(TraceRecorder.Root, AttributeKeys.UrlScheme, context.Scheme);
        trace.Set(TraceRecorder.Root, AttributeKeys.HttpRequestMethod, context.Method);
        var bodySize = BodySize(context);
        trace.Set(TraceRecorder.Root, AttributeKeys.HttpRequestBodySize, bodySize);
        trace.Set(TraceRecorder.Root, AttributeKeys.HttpRequestSize, context.RequestHeadSize + bodySize);
        trace.Set(TraceRecorder.Root, AttributeKeys.HttpRequestHeaderHost, context.Host is { Length: > 0 } host ? host : null);
        trace.Set(TraceRecorder.Root, AttributeKeys.KongRequestId, context.RequestId);
        trace.Set(TraceRecorder.Root, AttributeKeys.NetworkProtocolName, ProtocolName(context));
        trace.Set(TraceRecorder.Root, AttributeKeys.NetworkProtocolVersion, context.HttpVersion);
    }

    private static void WriteConnection(RequestContext context, TraceRecorder trace)
    {
        var connection = context.Connection;
        trace.Set(TraceRecorder.Root, AttributeKeys.ClientAddress, context.ClientAddressText);
        if (context.ClientPort != 0)
        {
            trace.Set(TraceRecorder.Root, AttributeKeys.ClientPort, context.ClientPort);
        }

        trace.Set(TraceRecorder.Root, AttributeKeys.NetworkPeerAddress, connection.PeerAddressText);
        trace.Set(TraceRecorder.Root, AttributeKeys.NetworkPeerPort, connection.Peer.Port);
        trace.Set(TraceRecorder.Root, AttributeKeys.ServerAddress, connection.LocalAddressText);
        trace.Set(TraceRecorder.Root, AttributeKeys.ServerPort, connection.Local.Port);
        trace.Set(TraceRecorder.Root, AttributeKeys.ProxyKongClientKA, context.RequestNumber > 1);
        trace.Set(TraceRecorder.Root, AttributeKeys.ProxyKongClientConnectionRequestCount, context.RequestNumber);
    }

    private static void WriteResponse(RequestContext context, TraceRecorder trace)
    {
        if (context.Response.HasStarted)
        {
            trace.Set(TraceRecorder.Root, AttributeKeys.HttpResponseStatusCode, context.Response.StatusCode);
            trace.Set(TraceRecorder.Root, AttributeKeys.HttpResponseBodySize, context.ResponseBodySize);
            trace.Set(TraceRecorder.Root, AttributeKeys.HttpResponseSize, context.ResponseSize);
        }

        trace.Set(TraceRecorder.Root, AttributeKeys.ProxyKongConsumerId, context.Consumer?.Id.ToString());
        trace.Set(TraceRecorder.Root, AttributeKeys.ProxyKongRouteId, context.Route?.Id);
        trace.Set(TraceRecorder.Root, AttributeKeys.ProxyKongServiceId, context.Service?.Id);
        trace.Set(TraceRecorder.Root, AttributeKeys.ProxyKongUpstreamId, context.UpstreamId?.ToString());
        if (context.UpstreamStatus != 0)
        {
            trace.Set(TraceRecorder.Root, AttributeKeys.ProxyKongUpstreamStatusCode, context.UpstreamStatus);
        }
    }

    private static void WriteTls(RequestContext context, Microsoft.AspNetCore.Connections.Features.ITlsHandshakeFeature tls, TraceRecorder trace)
    {
        trace.Set(TraceRecorder.Root, AttributeKeys.TlsClientServerName, context.ServerName);
        trace.Set(TraceRecorder.Root, AttributeKeys.TlsCipher, TlsText.Cipher(tls));
        trace.Set(TraceRecorder.Root, AttributeKeys.TlsProtocolVersion, TlsText.Protocol(tls));
        if (context.Connection.Handshake?.Hello.Resumed is { } resumed)
        {
            trace.Set(TraceRecorder.Root, AttributeKeys.TlsResumed, resumed);
        }

        trace.Set(TraceRecorder.Root, AttributeKeys.TlsServerSubject, context.Connection.Handshake?.ServerCertificate?.Subject);
        trace.Set(
            TraceRecorder.Root,
            AttributeKeys.TlsClientSubject,
            context.Features.Get<Microsoft.AspNetCore.Http.Features.ITlsConnectionFeature>()?.ClientCertificate?.Subject);
    }

    public static string ProtocolName(RequestContext context)
        => context.IsGrpc ? "grpc"
            : context.Response.StatusCode == StatusCodes.Status101SwitchingProtocols ? "ws"
            : "http";
}
