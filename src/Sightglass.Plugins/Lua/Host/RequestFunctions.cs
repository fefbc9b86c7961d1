using System.Globalization;
using Microsoft.Extensions.Primitives;
using Sightglass.Plugins.Bodies;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>kong.request</c> is made of: the request as it is now, with the changes of plugins that ran before.</summary>
internal static class RequestFunctions
{
    public static HostFunction[] All { get; } =
    [
        new("request_scheme", call => call.Return(call.Context.Request.Scheme)),
        new("request_host", call => call.Return(HostOnly(call.Context.Request.Host))),
        new("request_host_header", call => call.Return(call.Context.Request.Host)),
        new("request_port", call => call.Return((long)call.Context.Connection.LocalPort)),
        new("request_http_version", call => call.Return(double.Parse(call.Context.Request.HttpVersion, CultureInfo.InvariantCulture))),
        new("request_method", call => call.Return(call.Context.Request.Method)),
        new("request_path", call => call.Return(call.Context.Request.Path)),
        new("request_raw_target", call => call.Return(call.Context.Request.RawTarget)),
        new("request_query_string", call => call.Return(QueryString(call.Context))),
        new("request_query", call => call.ReturnValue(Query(call.Context, call.IsNil(1) ? 100 : call.Integer(1)))),
        new("request_header", call => call.Return(First(Header(call.Context, call.Text(1))))),
        new("request_header_values", call => call.ReturnValue(Values(Header(call.Context, call.Text(1))))),
        new("request_headers", call => call.ReturnValue(Headers(call.Context, call.IsNil(1) ? 100 : call.Integer(1)))),
        new("request_captures", call => call.ReturnValue(call.Context.Request.UriCaptures.ToDictionary(item => item.Key, item => (object?)item.Value))),
        new("request_id", call => call.Return(call.Context.RequestId)),
        new("request_start", call => call.Return(call.Context.Timings.StartedAt)),
        new("request_size", call => call.Return(call.Context.Request.HeadSize + call.Context.Request.BodySize)),
        new("parse_body", ParseBody),
    ];

    public static StringValues Header(PluginContext context, string name)
    {
        var values = context.ServiceRequest.GetHeader(name);
        return values.Count == 0 && name.Contains('_', StringComparison.Ordinal)
            ? context.ServiceRequest.GetHeader(name.Replace('_', '-'))
            : values;
    }

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

    private static Dictionary<string, object?> Query(PluginContext context, long max)
    {
        var query = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in UrlEncodedPairs.Parse(QueryString(context)).All())
        {
            if (query.Count >= max)
            {
                break;
            }

            Append(query, name, value);
        }

        return query;
    }

    private static Dictionary<string, object?> Headers(PluginContext context, long max)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, _) in context.Request.Headers)
        {
            if (headers.Count >= max)
            {
                break;
            }

            // Through the upstream request: a plugin may have changed or removed it.
            if (Values(context.ServiceRequest.GetHeader(name)) is { } value)
            {
                headers[name.ToLowerInvariant()] = value;
            }
        }

        return headers;
    }

    /// <summary><c>parse_body(content type, bytes)</c>: the fields of a form or multipart body, nil for other types. JSON is the prelude's.</summary>
    private static int ParseBody(HostCall call)
    {
        var kind = ContentTypes.Classify(call.Text(1), out var boundary);
        var body = call.Bytes(2).ToArray();
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        switch (kind)
        {
            case ContentKind.Form:
                foreach (var (name, value) in UrlEncodedPairs.Parse(System.Text.Encoding.UTF8.GetString(body)).All())
                {
                    Append(fields, name, value);
                }

                return call.ReturnValue(fields);
            case ContentKind.Multipart when MultipartBody.Parse(body, boundary) is { } multipart:
                foreach (var part in multipart.Parts)
                {
                    Append(fields, part.Name, part.Content);
                }

                return call.ReturnValue(fields);
            default:
                return call.Return((string?)null);
        }
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
}
