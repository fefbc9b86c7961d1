using System.Globalization;
using Microsoft.Net.Http.Headers;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>ngx.var</c> is made of: the variables that scripts commonly read.</summary>
internal static class VariableFunctions
{
    public static HostFunction[] All { get; } = [new("variable", call => call.Return(Find(call, call.Text(1))))];

    private static string? Find(HostCall call, string name)
    {
        if (name == "ssl_server_name" && call.Run.Certificate is { } certificate)
        {
            return certificate.ServerName;
        }

        var context = call.Context;
        return name switch
        {
            "remote_addr" => ClientFunctions.Text(context.Client.Address),
            "remote_port" => Text(context.Client.Port),
            "realip_remote_addr" => ClientFunctions.Text(context.Client.PeerAddress),
            "realip_remote_port" => Text(context.Client.PeerPort),
            "host" => RequestFunctions.HostOnly(context.Request.Host).ToLowerInvariant(),
            "hostname" => call.Run.Program.Services.Hostname,
            "scheme" => context.Request.Scheme,
            "https" => context.Request.Scheme == "https" ? "on" : "",
            "request_method" => context.Request.Method,
            "request_uri" => context.Request.RawTarget,
            "uri" or "document_uri" => context.Request.Path,
            "args" or "query_string" => RequestFunctions.QueryString(context) is { Length: > 0 } query ? query : null,
            "is_args" => RequestFunctions.QueryString(context).Length > 0 ? "?" : "",
            "upstream_uri" => context.ServiceRequest.Path,
            "server_protocol" => "HTTP/" + (context.Request.HttpVersion == "2" ? "2.0" : context.Request.HttpVersion),
            "server_addr" => context.Connection.LocalAddress is { } address ? ClientFunctions.Text(address) : null,
            "server_port" => Text(context.Connection.LocalPort),
            "connection" => Text(context.Connection.Id),
            "connection_requests" => Text(context.Connection.Requests),
            "request_id" or "kong_request_id" => context.RequestId,
            "request_length" => Text(context.Request.HeadSize + context.Request.BodySize),
            "content_type" => RequestFunctions.First(context.Request.Headers.ContentType),
            "content_length" => RequestFunctions.First(context.Request.Headers.ContentLength is { } length ? Text(length) : default),
            "status" => Text(context.Response.StatusCode),
            "bytes_sent" => Text(context.Response.HeadSize + context.Response.BodySize),
            "body_bytes_sent" => Text(context.Response.BodySize),
            "ssl_protocol" => context.Connection.TlsVersion,
            "ssl_cipher" => context.Connection.TlsCipher,
            "pid" => Text(Environment.ProcessId),
            "msec" => (context.Time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0).ToString("F3", CultureInfo.InvariantCulture),
            "time_iso8601" => context.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss+00:00", CultureInfo.InvariantCulture),
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

        if (name.StartsWith("arg_", StringComparison.Ordinal))
        {
            return RequestFunctions.First(context.Request.Query[name[4..]]);
        }

        if (name.StartsWith("sent_http_", StringComparison.Ordinal))
        {
            return RequestFunctions.First(context.Response.Headers[name[10..].Replace('_', '-')]);
        }

        return name.StartsWith("cookie_", StringComparison.Ordinal) ? Cookie(context, name[7..]) : null;
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

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
