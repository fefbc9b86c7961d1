namespace Sightglass.Tracing.Catalogue;

/// <summary>The fixed span names, and the makers of those that carry a plugin's or a function's name.</summary>
public static class SpanNames
{
    public static readonly SpanName Root = new("kong", SpanKind.Server);
    public static readonly SpanName PhaseCertificate = new("kong.phase.certificate");
    public static readonly SpanName TlsHandshake = new("kong.tls_handshake");
    public static readonly SpanName ReadClientHttpHeaders = new("kong.read_client_http_headers");
    public static readonly SpanName ReadClientHttpBody = new("kong.read_client_http_body");
    public static readonly SpanName PhaseRewrite = new("kong.phase.rewrite");
    public static readonly SpanName PhaseAccess = new("kong.phase.access");
    public static readonly SpanName Router = new("kong.router");
    public static readonly SpanName Dns = new("kong.dns");
    public static readonly SpanName IoHttpConnect = new("kong.io.http.connect");
    public static readonly SpanName IoHttpRequest = new("kong.io.http.request");
    public static readonly SpanName IoSocketConnect = new("kong.io.socket.connect");
    public static readonly SpanName IoSocketSslHandshake = new("kong.io.socket.sslhandshake");
    public static readonly SpanName IoSocketSend = new("kong.io.socket.send");
    public static readonly SpanName IoSocketReceive = new("kong.io.socket.receive");
    public static readonly SpanName UpstreamSelection = new("kong.upstream.selection");
    public static readonly SpanName FindUpstream = new("kong.upstream.find_upstream", SpanKind.Client);
    public static readonly SpanName SendRequestToUpstream = new("kong.send_request_to_upstream", SpanKind.Client);
    public static readonly SpanName ReadHeadersFromUpstream = new("kong.read_headers_from_upstream", SpanKind.Client);
    public static readonly SpanName ReadBodyFromUpstream = new("kong.read_body_from_upstream", SpanKind.Client);
    public static readonly SpanName PhaseResponse = new("kong.phase.response");
    public static readonly SpanName PhaseHeaderFilter = new("kong.phase.header_filter");
    public static readonly SpanName PhaseBodyFilter = new("kong.phase.body_filter");
    public static readonly SpanName WaitForClientRead = new("kong.wait_for_client_read");
    public static readonly SpanName PhaseLog = new("kong.phase.log");

    /// <summary>The name of a plugin's span, <c>kong.{phase}.plugin.{plugin}</c>.</summary>
    /// <param name="phase">The phase's field name: certificate, rewrite, access, response, header_filter, body_filter or log.</param>
    /// <param name="plugin">The plugin's name.</param>
    public static SpanName Plugin(string phase, string plugin) => new($"kong.{phase}.plugin.{plugin}");

    /// <summary>The name of a Redis call's span, <c>kong.io.redis.{function}</c>.</summary>
    /// <param name="function">The function's lower-case name, for example <c>get</c> or <c>eval</c>.</param>
    public static SpanName Redis(string function) => new($"kong.io.redis.{function}");
}
