using System.Globalization;
using Microsoft.Net.Http.Headers;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>ngx.var</c> is made of: the variables that scripts commonly use.</summary>
internal static class VariableFunctions
{
    public static HostFunction[] All { get; } =
    [
        new("variable", call => call.Return(Find(call, call.Text(1)))),
        new("set_variable", Set),
    ];

    private static string? Find(HostCall call, string name)
    {
        switch (name)
        {
            case "pid":
                return Text(Environment.ProcessId);
            case "hostname":
                return call.Run.Program.Services.Hostname;
            case "nginx_version":
                return "1.27.1";
            case "ssl_server_name" or "ssl_preread_server_name" when call.Run.Certificate is { } certificate:
                return certificate.ServerName;
        }

        var context = call.Context;
        return name switch
        {
            "remote_addr" => ClientFunctions.Text(context.Client.Address),
            "remote_port" => Text(context.Client.Port),
            "realip_remote_addr" => ClientFunctions.Text(context.Client.PeerAddress),
            "realip_remote_port" => Text(context.Client.PeerPort),
            "host" => RequestFunctions.OwnHost(context),
            "scheme" => context.Request.Scheme,
            "https" => context.Request.Scheme == "https" ? "on" : "",
            "request" => $"{context.Request.Method} {context.Request.RawTarget} {Protocol(context)}",
            "request_method" => context.Request.Method,
            "request_uri" => context.Request.RawTarget,
            "uri" or "document_uri" => context.Request.Path,
            "args" or "query_string" => RequestFunctions.QueryString(context) is { Length: > 0 } query ? query : null,
            "is_args" => RequestFunctions.QueryString(context).Length > 0 ? "?" : "",
            "server_protocol" => Protocol(context),
            "server_addr" => context.Connection.LocalAddress is { } address ? ClientFunctions.Text(address) : null,
            "server_port" => Text(context.Connection.LocalPort),
            "connection" => Text(context.Connection.Id),
            "connection_requests" => Text(context.Connection.Requests),
            "request_id" or "kong_request_id" => context.RequestId,
            "request_length" => Text(context.Request.HeadSize + context.Request.BodySize),
            "request_time" => Seconds(context.Timings.Request),
            "content_type" => RequestFunctions.First(context.Request.Headers.ContentType),
            "content_length" => context.Request.Headers.ContentLength is { } length ? Text(length) : null,
            "status" => Text(context.Response.StatusCode).PadLeft(3, '0'),
            "bytes_sent" => Text(context.Response.HeadSize + context.Response.BodySize),
            "body_bytes_sent" => Text(context.Response.BodySize),
            "upstream_uri" => context.ServiceRequest.Path ?? "",
            "upstream_host" => context.ServiceRequest.Host ?? "",
            "upstream_scheme" => context.ServiceRequest.Scheme ?? context.Service?.Protocol ?? "",
            "upstream_status" => context.Response.UpstreamStatusCode is { } status ? Text(status) : null,
            "upstream_addr" => context.Tries is [.., var attempt] ? $"{attempt.Address}:{attempt.Port}" : null,
            "upstream_response_time" or "upstream_header_time" => context.Timings.Proxy >= 0 ? Seconds(context.Timings.Proxy) : null,
            "upstream_x_forwarded_proto" => ForwardedRequest.Scheme(context),
            "upstream_x_forwarded_host" => ForwardedRequest.Host(context),
            "upstream_x_forwarded_port" => Text(ForwardedRequest.Port(context)),
            "upstream_x_forwarded_path" => ForwardedRequest.Path(context),
            "upstream_x_forwarded_prefix" => ForwardedRequest.Prefix(context),
            "ssl_protocol" => context.Connection.TlsVersion,
            "ssl_cipher" => context.Connection.TlsCipher,
            "ssl_server_name" => context.Connection.TlsServerName ?? "",
            "ssl_client_verify" => context.Client.CertificateVerdict,
            "msec" => (context.Time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0).ToString("F3", CultureInfo.InvariantCulture),
            "time_iso8601" => context.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss+00:00", CultureInfo.InvariantCulture),
            "time_local" => context.Time.GetUtcNow().UtcDateTime.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture),
            _ => FindByPrefix(context, name),
        };
    }

    private static string? FindByPrefix(PluginContext context, string name)
    {
        if (name.StartsWith("http_", StringComparison.Ordinal))
        {
            var values = RequestFunctions.Header(context, name[5..]);
            return values.Count == 0 ? null : string.Join(", ", values.ToArray());
        }

        if (name.StartsWith("ssl_client_", StringComparison.Ordinal))
        {
            return context.Client.Certificate is { } certificate ? CertificateText.Variable(name["ssl_client_".Length..], certificate.Certificate, context.Time) : null;
        }

        if (name.StartsWith("arg_", StringComparison.Ordinal))
        {
            return Argument(RequestFunctions.QueryString(context), name[4..]);
        }

        if (name.StartsWith("sent_http_", StringComparison.Ordinal))
        {
            return RequestFunctions.First(context.Response.Headers[name[10..].Replace('_', '-')]);
        }

        if (name.StartsWith("upstream_http_", StringComparison.Ordinal))
        {
            return RequestFunctions.First(context.Response.ServiceHeaders[name[14..].Replace('_', '-')]);
        }

        return name.StartsWith("cookie_", StringComparison.Ordinal) ? Cookie(context, name[7..]) : null;
    }

    /// <summary>An argument as it was sent, without decoding; case does not matter.</summary>
    private static string? Argument(string query, string name)
    {
        foreach (var range in query.AsSpan().Split('&'))
        {
            var pair = query.AsSpan(range);
            if (pair.Length > name.Length && pair[name.Length] == '=' && pair[..name.Length].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return pair[(name.Length + 1)..].ToString();
            }
        }

        return null;
    }

    private static string? Cookie(PluginContext context, string name)
    {
        if (CookieHeaderValue.TryParseList([.. context.Request.Headers.Cookie!], out var cookies))
        {
            foreach (var cookie in cookies)
            {
                if (cookie.Name.Equals(name, StringComparison.Ordinal))
                {
                    return cookie.Value.ToString();
                }
            }
        }

        return null;
    }

    /// <summary><c>set_variable(name, value or nil)</c>.</summary>
    private static int Set(HostCall call)
    {
        var name = call.Text(1);
        var value = call.TextOrNull(2);
        if ((call.Run.Phase & LuaPhases.BeforeUpstream) == 0)
        {
            throw new LuaException($"variable \"{name}\" cannot be changed in {LuaPhases.Name(call.Run.Phase)} phase");
        }

        var request = call.Context.ServiceRequest;
        switch (name)
        {
            case "args":
                request.QueryString = value ?? "";
                break;
            case "upstream_uri" when value is not null:
                request.Path = value.StartsWith('/') ? value : throw new LuaException("upstream_uri must start with /");
                break;
            case "upstream_host":
                request.Host = string.IsNullOrEmpty(value) ? null : value;
                break;
            case "upstream_scheme" when value is "http" or "https":
                request.Scheme = value;
                break;
            default:
                throw new LuaException($"variable \"{name}\" not changeable");
        }

        return 0;
    }

    private static string Protocol(PluginContext context) => "HTTP/" + (context.Request.HttpVersion == "2" ? "2.0" : context.Request.HttpVersion);

    private static string Seconds(double milliseconds) => (milliseconds / 1000).ToString("F3", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
