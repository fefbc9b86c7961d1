using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sightglass.Plugins.Lua.Native;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>kong.response</c> and <c>kong.service.response</c> are made of.</summary>
internal static class ResponseFunctions
{
    /// <summary>The largest body that a script may hold back: 8 MiB.</summary>
    private const int MaxHeldBody = 8 * 1024 * 1024;

    public static HostFunction[] All { get; } =
    [
        new("response_status", Status),
        new("response_current_status", call => call.Return((long)call.Context.Response.StatusCode)),
        new("response_upstream_status", UpstreamStatus),
        new("response_upstream_body", UpstreamBody),
        new("response_source", Source),
        new("response_header", Header),
        new("response_headers", Headers),
        new("response_any_headers", call => ReturnHeaders(call, call.Context.Response.Headers, 1000)),
        new("response_any_header", call => call.ReturnValue(RequestFunctions.Values(call.Context.Response.Headers[call.Text(1)]))),
        new("response_set_status", SetStatus),
        new("response_set_header", SetHeader),
        new("response_add_header", AddHeader),
        new("response_clear_header", ClearHeader),
        new("response_head_only", HeadOnly),
        new("response_exit", Exit),
        new("response_error", Error),
        new("body_chunk", Chunk),
        new("body_is_last", IsLast),
        new("body_set_chunk", SetChunk),
        new("body_end", End),
        new("body_replace", Replace),
        new("body_hold", Hold),
    ];

    /// <summary>What is there instead when a script has ended the body: it is not asked about later pieces, and nothing is sent of them.</summary>
    public static object Ended { get; } = new();

    /// <summary>Where a body waits that an exit in header_filter has put in the place of the response's own.</summary>
    public static string ReplacementKey(LuaProgram program) => $"{program.PluginId:N}:replacement";

    private static int Status(HostCall call)
    {
        call.Only(LuaPhaseRule.Response);
        return call.Return((long)call.Context.Response.StatusCode);
    }

    private static int UpstreamStatus(HostCall call)
    {
        call.Only(LuaPhaseRule.ServiceResponse);
        return call.ReturnValue(call.Context.Response.UpstreamStatusCode is { } status ? (long)status : null);
    }

    private static int UpstreamBody(HostCall call)
    {
        call.Only(LuaPhaseRule.ServiceResponse);
        return call.Context.Response.IsBuffered
            ? call.Return(call.Context.Response.Body.Span)
            : throw new LuaException("service body is only available with buffered proxying (see: kong.service.request.enable_buffering function)");
    }

    private static int Source(HostCall call)
    {
        call.Only(LuaPhaseRule.Response);
        return call.Return(call.Context.ResponseSource);
    }

    /// <summary><c>response_header(name, for the service's response)</c>.</summary>
    private static int Header(HostCall call)
    {
        call.Only(call.Flag(2) ? LuaPhaseRule.ServiceResponse : LuaPhaseRule.Response);
        var name = call.Text(1, call.Flag(2) ? "name must be a string" : "header name must be a string");
        var headers = call.Flag(2) ? call.Context.Response.ServiceHeaders : call.Context.Response.Headers;
        var value = headers[name];
        return call.Return(RequestFunctions.First(value.Count == 0 && name.Contains('_', StringComparison.Ordinal) ? headers[name.Replace('_', '-')] : value));
    }

    /// <summary><c>response_headers(most, for the service's response)</c>.</summary>
    private static int Headers(HostCall call)
    {
        call.Only(call.Flag(2) ? LuaPhaseRule.ServiceResponse : LuaPhaseRule.Response);
        var from = call.Flag(2) ? call.Context.Response.ServiceHeaders : call.Context.Response.Headers;
        return ReturnHeaders(call, from, call.Most(1, "max_headers", call.Limits.ResponseHeaders));
    }

    private static int ReturnHeaders(HostCall call, IHeaderDictionary from, int most)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, values) in from)
        {
            if (headers.Count >= most)
            {
                return call.ReturnHeaders(headers, truncated: true);
            }

            headers[name.ToLowerInvariant()] = RequestFunctions.Values(values);
        }

        return call.ReturnHeaders(headers, truncated: false);
    }

    private static int SetStatus(HostCall call)
    {
        call.Only(LuaPhaseRule.Head);
        call.Context.Response.StatusCode = StatusCode(call, 100);
        return 0;
    }

    private static int SetHeader(HostCall call)
    {
        call.Only(LuaPhaseRule.Head);
        if (IsFree(call))
        {
            var (name, value) = HeaderArguments.Read(call, 1, 2);
            Set(call, name, value);
        }

        return 0;
    }

    private static int AddHeader(HostCall call)
    {
        call.Only(LuaPhaseRule.Head);
        if (IsFree(call))
        {
            var (name, values) = HeaderArguments.Read(call, 1, 2);
            foreach (var value in values)
            {
                call.Context.Response.Headers.Append(name, value);
            }
        }

        return 0;
    }

    private static int ClearHeader(HostCall call)
    {
        call.Only(LuaPhaseRule.Head);
        call.Context.Response.Headers.Remove(call.Text(1, "header name must be a string"));
        return 0;
    }

    /// <summary>Whether scripts have a say in a header. How a body is framed is the gateway's business.</summary>
    private static bool IsFree(HostCall call) =>
        call.Type(1) != LuaType.Text || call.Text(1).Replace('_', '-') is var name && !name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase);

    private static void Set(HostCall call, string name, StringValues value)
    {
        var headers = call.Context.Response.Headers;
        if (!name.Equals("content-length", StringComparison.OrdinalIgnoreCase))
        {
            headers[name] = value;
        }
        else if (call.Run.Phase == PluginPhases.HeaderFilter)
        {
            // Before, it is not known yet which body there will be; the gateway counts it itself.
            headers.ContentLength = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                ? length
                : throw new LuaException($"invalid Content-Length: {value}");
        }
    }

    /// <summary>Whether the phase allows to decide about the response.</summary>
    private static int HeadOnly(HostCall call)
    {
        call.Only(LuaPhaseRule.Head);
        return 0;
    }

    /// <summary><c>response_exit(status, body or nil, content type or nil)</c>.</summary>
    private static int Exit(HostCall call)
    {
        call.Only(LuaPhaseRule.Head);
        var status = StatusCode(call, 100);
        var body = call.IsNil(2) ? [] : call.Bytes(2).ToArray();
        if (call.Run.Phase == PluginPhases.HeaderFilter)
        {
            ReplaceResponse(call, status, body, call.TextOrNull(3));
        }
        else
        {
            call.Context.Exit(status, body, call.TextOrNull(3));
        }

        return 0;
    }

    /// <summary><c>response_error(status, message)</c>.</summary>
    private static int Error(HostCall call)
    {
        call.Only(LuaPhaseRule.Head);
        var status = StatusCode(call, 400);
        if (call.Run.Phase == PluginPhases.HeaderFilter)
        {
            var body = $"{{\n  \"message\":\"{JsonEncodedText.Encode(call.Text(2), PluginJson.WriterOptions.Encoder)}\",\n  \"request_id\":\"{call.Context.RequestId}\"\n}}";
            ReplaceResponse(call, status, Encoding.UTF8.GetBytes(body), "application/json; charset=utf-8");
        }
        else
        {
            call.Context.ExitWithError(status, call.Text(2));
        }

        return 0;
    }

    /// <summary>In header_filter there is a response already: its head is changed, and its body is replaced when it comes.</summary>
    private static void ReplaceResponse(HostCall call, int status, byte[] body, string? contentType)
    {
        var response = call.Context.Response;
        response.StatusCode = status;
        if (contentType is not null)
        {
            response.Headers.ContentType = contentType;
        }

        response.Headers.Remove("Content-Encoding");
        response.Headers.ContentLength = body.Length;
        call.Context.Items[ReplacementKey(call.Run.Program)] = body;
    }

    private static int Chunk(HostCall call)
    {
        call.Only(LuaPhaseRule.BodyFilter);
        return call.Return(call.Run.Piece.Data.Span);
    }

    private static int IsLast(HostCall call)
    {
        call.Only(LuaPhaseRule.BodyFilter);
        return call.Return(call.Run.Piece.IsLast || (call.Context.Items.TryGetValue(ReplacementKey(call.Run.Program), out var item) && item == Ended));
    }

    private static int SetChunk(HostCall call)
    {
        call.Only(LuaPhaseRule.BodyFilter);
        call.Run.SetPieceData(call.IsNil(1) ? default : call.Bytes(1).ToArray());
        return 0;
    }

    /// <summary>The body from here on: later pieces are dropped.</summary>
    private static int Replace(HostCall call)
    {
        call.Only(LuaPhaseRule.BodyFilter);
        _ = call.Text(1, "body must be a string");
        call.Run.HeldBody().SetLength(0);
        call.Run.SetPieceData(call.Bytes(1).ToArray());
        return End(call);
    }

    /// <summary>Nothing is sent of what comes after this piece.</summary>
    private static int End(HostCall call)
    {
        call.Only(LuaPhaseRule.BodyFilter);
        if (!call.Run.Piece.IsLast)
        {
            call.Context.Items[ReplacementKey(call.Run.Program)] = Ended;
        }

        return 0;
    }

    /// <summary>Holds the piece back; gives the whole body with the last one, nil before.</summary>
    private static int Hold(HostCall call)
    {
        call.Only(LuaPhaseRule.BodyFilter);
        var body = call.Run.HeldBody();
        if (body.Length + call.Run.Piece.Data.Length > MaxHeldBody)
        {
            throw new LuaException($"the response's body is larger than {MaxHeldBody} bytes");
        }

        body.Write(call.Run.Piece.Data.Span);
        if (!call.Run.Piece.IsLast)
        {
            call.Run.SetPieceData(default);
            return call.Return((string?)null);
        }

        var whole = body.ToArray();
        body.SetLength(0);
        call.Run.SetPieceData(whole);
        return call.Return(whole.AsSpan());
    }

    private static int StatusCode(HostCall call, int min)
    {
        if (call.Type(1) != LuaType.Number)
        {
            throw new LuaException("code must be a number");
        }

        return call.Number(1) is var status && status >= min && status <= 599
            ? (int)status
            : throw new LuaException($"code must be a number between {min} and 599");
    }
}
