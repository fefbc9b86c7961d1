using System.Globalization;
using System.Text;
using Microsoft.Extensions.Primitives;
using Sightglass.Plugins.Bodies;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>kong.request</c> is made of: the request as it is now, with the changes of plugins that ran before.</summary>
internal static class RequestFunctions
{
    public static HostFunction[] All { get; } =
    [
        Reading("request_scheme", (context, call) => call.Return(context.Request.Scheme)),
        Reading("request_host", (context, call) => call.Return(OwnHost(context))),
        Reading("request_port", (context, call) => call.Return((long)context.Connection.LocalPort)),
        Reading("request_http_version", (context, call) => call.Return(double.Parse(context.Request.HttpVersion, CultureInfo.InvariantCulture))),
        Reading("request_method", (context, call) => call.Return(context.Request.Method)),
        Reading("request_path", (context, call) => call.Return(context.Request.Path)),
        Reading("request_raw_path", (context, call) => call.Return(RawPath(context))),
        Reading("request_raw_target", (context, call) => call.Return(context.Request.RawTarget)),
        Reading("request_query_string", (context, call) => call.Return(QueryString(context))),
        Reading("request_query", (context, call) => ReturnArguments(call, QueryString(context), call.Most(1, "max_args", call.Limits.UriArguments))),
        Reading("request_query_argument", QueryArgument),
        Reading("request_header", (context, call) => call.Return(First(Header(context, call.Text(1, "header name must be a string"))))),
        Reading("request_header_values", (context, call) => call.ReturnValue(Values(Header(context, call.Text(1))))),
        Reading("request_headers", (context, call) => ReturnHeaders(call, context, call.Most(1, "max_headers", call.Limits.RequestHeaders))),
        Reading("request_captures", Captures),
        Reading("request_id", (context, call) => call.Return(context.RequestId)),
        Reading("request_start", (context, call) => call.Return(context.Timings.StartedAt)),
        Reading("request_forwarded_scheme", (context, call) => call.Return(ForwardedRequest.Scheme(context))),
        Reading("request_forwarded_host", (context, call) => call.Return(ForwardedRequest.Host(context))),
        Reading("request_forwarded_port", (context, call) => call.Return((long)ForwardedRequest.Port(context))),
        Reading("request_forwarded_path", (context, call) => call.Return(ForwardedRequest.Path(context))),
        Reading("request_forwarded_prefix", (context, call) => call.Return(ForwardedRequest.Prefix(context))),
        Reading("request_raw_head", (context, call) => call.Return(RawHead(context))),
        new("change_phase", call =>
        {
            call.Only(LuaPhaseRule.Change);
            return 0;
        }),
        new("body_phase", call =>
        {
            call.Only(LuaPhaseRule.Body);
            return 0;
        }),
        new("parse_form", call => ReturnArguments(call, Encoding.UTF8.GetString(call.Bytes(1)), call.Most(2, "max_args", call.Limits.PostArguments))),
        new("decode_args", call => ReturnArguments(call, Encoding.UTF8.GetString(call.Bytes(1)), call.Most(2, "max_args", call.Limits.UriArguments))),
        new("parse_multipart", ParseMultipart),
    ];

    public static StringValues Header(PluginContext context, string name)
    {
        var values = context.ServiceRequest.GetHeader(name);
        return values.Count == 0 && name.Contains('_', StringComparison.Ordinal)
            ? context.ServiceRequest.GetHeader(name.Replace('_', '-'))
            : values;
    }

    public static string OwnHost(PluginContext context) => HostOnly(context.Request.Host).ToLowerInvariant();

    public static string HostOnly(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon > host.LastIndexOf(']') ? host[..colon] : host;
    }

    public static string QueryString(PluginContext context) => context.ServiceRequest.QueryString;

    /// <summary>One value as text, several as a list; null for none.</summary>
    public static object? Values(StringValues values) => values.Count switch
    {
        0 => null,
        1 => values[0],
        _ => values.ToArray().Cast<object?>().ToList(),
    };

    public static string? First(StringValues values) => values.Count == 0 ? null : values[0];

    private static HostFunction Reading(string name, Read read) => new(name, call =>
    {
        call.Only(LuaPhaseRule.Request);
        return read(call.Context, call);
    });

    /// <summary>The whole match is among them only when there are others.</summary>
    private static int Captures(PluginContext context, HostCall call)
        => call.ReturnValue(context.Request.UriCaptures is var captures && captures.Any(static item => item.Key != "0")
            ? captures.ToDictionary(static item => item.Key, static item => (object?)item.Value)
            : []);

    private static string RawPath(PluginContext context)
    {
        var target = context.Request.RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? target : target[..question];
    }

    private static int QueryArgument(PluginContext context, HostCall call)
    {
        var name = call.Text(1, "query argument name must be a string");
        var left = call.Limits.UriArguments;
        foreach (var (key, value) in UrlEncodedPairs.Parse(QueryString(context)).AllOrNull())
        {
            if (left-- == 0)
            {
                break;
            }

            if (key == name)
            {
                return value is null ? call.Return(true) : call.Return(value);
            }
        }

        return call.Return((string?)null);
    }

    /// <summary>Arguments by name: text, true for a name without <c>=</c>, a list for a name that comes again. Then, when there were more, <c>truncated</c>.</summary>
    private static int ReturnArguments(HostCall call, string text, int most)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        var count = 0;
        foreach (var (name, value) in UrlEncodedPairs.Parse(text).AllOrNull())
        {
            if (count++ == most)
            {
                call.ReturnValue(arguments);
                call.Return("truncated");
                return 2;
            }

            Append(arguments, name, value is null ? true : value);
        }

        return call.ReturnValue(arguments);
    }

    private static int ReturnHeaders(HostCall call, PluginContext context, int most)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var name in context.ServiceRequest.HeaderNames)
        {
            if (headers.Count >= most)
            {
                return call.ReturnHeaders(headers, truncated: true);
            }

            if (Values(context.ServiceRequest.GetHeader(name)) is { } value)
            {
                headers[name.ToLowerInvariant()] = value;
            }
        }

        return call.ReturnHeaders(headers, truncated: false);
    }

    private static string RawHead(PluginContext context)
    {
        var head = new StringBuilder($"{context.Request.Method} {context.Request.RawTarget} HTTP/{context.Request.HttpVersion}\r\n");
        foreach (var (name, values) in context.Request.Headers)
        {
            foreach (var value in values)
            {
                head.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        return head.Append("\r\n").ToString();
    }

    /// <summary><c>parse_multipart(content type, bytes)</c>: the fields, nil when it cannot be read.</summary>
    private static int ParseMultipart(HostCall call)
    {
        if (ContentTypes.Classify(call.Text(1), out var boundary) != ContentKind.Multipart || MultipartBody.Parse(call.Bytes(2).ToArray(), boundary) is not { } body)
        {
            return call.Return((string?)null);
        }

        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var part in body.Parts)
        {
            Append(fields, part.Name, part.Content);
        }

        return call.ReturnValue(fields);
    }

    private static void Append(Dictionary<string, object?> map, string name, object value)
    {
        if (!map.TryGetValue(name, out var present))
        {
            map[name] = value;
        }
        else if (present is List<object?> list)
        {
            list.Add(value);
        }
        else
        {
            map[name] = new List<object?> { present, value };
        }
    }

    private delegate int Read(PluginContext context, HostCall call);
}
