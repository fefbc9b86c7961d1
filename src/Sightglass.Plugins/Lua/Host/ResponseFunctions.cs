using Microsoft.AspNetCore.Http;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>kong.response</c> is made of.</summary>
internal static class ResponseFunctions
{
    private const PluginPhases Readable = PluginPhases.HeaderFilter | PluginPhases.BodyFilter | PluginPhases.Log;
    private const PluginPhases Writable = PluginPhases.Rewrite | PluginPhases.Access | PluginPhases.HeaderFilter;
    private const PluginPhases Exiting = PluginPhases.Rewrite | PluginPhases.Access;

    /// <summary>The largest body that a script may hold back: 8 MiB.</summary>
    private const int MaxHeldBody = 8 * 1024 * 1024;

    public static HostFunction[] All { get; } =
    [
        new("response_status", Status),
        new("response_upstream_status", UpstreamStatus),
        new("response_source", Source),
        new("response_header", Header),
        new("response_headers", Headers),
        new("response_set_status", SetStatus),
        new("response_set_header", SetHeader),
        new("response_add_header", AddHeader),
        new("response_clear_header", ClearHeader),
        new("response_exit", Exit),
        new("response_error", Error),
        new("body_chunk", Chunk),
        new("body_is_last", IsLast),
        new("body_set_chunk", SetChunk),
        new("body_hold", Hold),
    ];

    private static int Status(HostCall call)
    {
        call.Only(Readable);
        return call.Return((long)call.Context.Response.StatusCode);
    }

    private static int UpstreamStatus(HostCall call)
    {
        call.Only(Readable);
        return call.ReturnValue(call.Context.Response.UpstreamStatusCode is { } status ? (long)status : null);
    }

    private static int Source(HostCall call)
    {
        call.Only(Readable);
        return call.Return(call.Context.ResponseSource);
    }

    private static int Header(HostCall call)
    {
        call.Only(Readable | Writable);
        return call.Return(RequestFunctions.First(call.Context.Response.Headers[call.Text(1)]));
    }

    private static int Headers(HostCall call)
    {
        call.Only(Readable | Writable);
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, values) in call.Context.Response.Headers)
        {
            headers[name.ToLowerInvariant()] = RequestFunctions.Values(values);
        }

        return call.ReturnValue(headers);
    }

    private static int SetStatus(HostCall call)
    {
        call.Only(Writable);
        call.Context.Response.StatusCode = StatusCode(call.Integer(1));
        return 0;
    }

    private static int SetHeader(HostCall call)
    {
        call.Only(Writable);
        call.Context.Response.Headers[ServiceRequestFunctions.Name(call)] = ServiceRequestFunctions.Value(call);
        return 0;
    }

    private static int AddHeader(HostCall call)
    {
        call.Only(Writable);
        foreach (var value in ServiceRequestFunctions.Value(call))
        {
            call.Context.Response.Headers.Append(ServiceRequestFunctions.Name(call), value);
        }

        return 0;
    }

    private static int ClearHeader(HostCall call)
    {
        call.Only(Writable);
        call.Context.Response.Headers.Remove(ServiceRequestFunctions.Name(call));
        return 0;
    }

    /// <summary><c>response_exit(status, body or nil, content type or nil)</c>.</summary>
    private static int Exit(HostCall call)
    {
        call.Only(Exiting);
        var status = StatusCode(call.Integer(1));
        var body = call.IsNil(2) ? default : (ReadOnlyMemory<byte>)call.Bytes(2).ToArray();
        call.Context.Exit(status, body, call.TextOrNull(3));
        return 0;
    }

    /// <summary><c>response_error(status, message)</c>.</summary>
    private static int Error(HostCall call)
    {
        call.Only(Exiting);
        call.Context.ExitWithError(StatusCode(call.Integer(1)), call.Text(2));
        return 0;
    }

    private static int Chunk(HostCall call)
    {
        call.Only(PluginPhases.BodyFilter);
        return call.Return(call.Run.Piece.Data.Span);
    }

    private static int IsLast(HostCall call)
    {
        call.Only(PluginPhases.BodyFilter);
        return call.Return(call.Run.Piece.IsLast);
    }

    private static int SetChunk(HostCall call)
    {
        call.Only(PluginPhases.BodyFilter);
        call.Run.SetPieceData(call.IsNil(1) ? default : call.Bytes(1).ToArray());
        return 0;
    }

    /// <summary>Holds the piece back; gives the whole body with the last one, nil before.</summary>
    private static int Hold(HostCall call)
    {
        call.Only(PluginPhases.BodyFilter);
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

    private static int StatusCode(long status) =>
        status is >= 100 and <= 599 ? (int)status : throw new LuaException("code must be a number between 100 and 599");
}
