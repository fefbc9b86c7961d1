using Microsoft.AspNetCore.Http;
using Sightglass.ControlPlane.Http;
using Sightglass.Tracing.Json;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Writes traces as the API shows them.</summary>
internal static class TraceResponses
{
    public static Task WriteTraceAsync(HttpResponse response, CapturedTrace trace) =>
        response.WriteAsync(200, Document(trace), TraceJson.Default.TraceDocument);

    public static Task WriteSpansAsync(HttpResponse response, CapturedTrace trace) =>
        response.WriteAsync(200, [.. Document(trace).Spans], TraceJson.Default.SpanDocumentArray);

    private static TraceDocument Document(CapturedTrace trace) => TraceDocument.From(trace.Trace, trace.Item.LogCount, trace.Item.HasPayload);
}
