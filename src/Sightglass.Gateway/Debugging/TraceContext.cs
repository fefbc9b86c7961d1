using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Sightglass.Gateway.Debugging;

/// <summary>Reads the client's trace context: W3C <c>traceparent</c> (Trace Context 1), else B3 in its two forms. Anything malformed is as good as absent.</summary>
internal static class TraceContext
{
    public static (ActivityTraceId TraceId, ActivitySpanId Parent) Read(IHeaderDictionary headers)
    {
        if (headers.TraceParent is [{ } parent] && ReadTraceParent(parent, out var context))
        {
            return context;
        }

        if (headers.TryGetValue("b3", out var single) && single is [{ } b3] && ReadB3(b3, out context))
        {
            return context;
        }

        if (headers.TryGetValue("X-B3-TraceId", out var ids) && ids is [{ } traceId]
            && headers.TryGetValue("X-B3-SpanId", out var spans) && spans is [{ } spanId]
            && ReadIds(traceId, spanId, out context))
        {
            return context;
        }

        return default;
    }

    // 00-<32 hex>-<16 hex>-<2 hex>; a later version may be longer, after another hyphen.
    private static bool ReadTraceParent(ReadOnlySpan<char> value, out (ActivityTraceId, ActivitySpanId) context)
    {
        context = default;
        return value.Length >= 55
            && value[2] == '-' && value[35] == '-' && value[52] == '-'
            && value[..2] is not "ff" && IsLowerHex(value[..2]) && IsLowerHex(value[53..55])
            && (value.Length == 55 ? true : value[..2] is not "00" && value[55] == '-')
            && ReadIds(value[3..35], value[36..52], out context);
    }

    private static bool ReadB3(ReadOnlySpan<char> value, out (ActivityTraceId, ActivitySpanId) context)
    {
        context = default;
        var first = value.IndexOf('-');
        if (first < 0)
        {
            return false;
        }

        var rest = value[(first + 1)..];
        var second = rest.IndexOf('-');
        return ReadIds(value[..first], second < 0 ? rest : rest[..second], out context);
    }

    private static bool ReadIds(ReadOnlySpan<char> traceId, ReadOnlySpan<char> spanId, out (ActivityTraceId, ActivitySpanId) context)
    {
        context = default;

        // B3 allows 64-bit trace ids; they stand in the low half.
        Span<char> padded = stackalloc char[32];
        padded.Fill('0');
        if (traceId.Length == 16)
        {
            traceId.CopyTo(padded[16..]);
        }
        else if (traceId.Length == 32)
        {
            traceId.CopyTo(padded);
        }

        if (traceId.Length is not (16 or 32) || spanId.Length != 16 || !IsLowerHex(traceId) || !IsLowerHex(spanId)
            || !traceId.ContainsAnyExcept('0') || !spanId.ContainsAnyExcept('0'))
        {
            return false;
        }

        context = (ActivityTraceId.CreateFromString(padded), ActivitySpanId.CreateFromString(spanId));
        return true;
    }

    private static bool IsLowerHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(LowerHex);

    private static readonly System.Buffers.SearchValues<char> LowerHex = System.Buffers.SearchValues.Create("0123456789abcdef");
}
