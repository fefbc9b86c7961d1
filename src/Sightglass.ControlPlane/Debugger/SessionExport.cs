using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Sightglass.ControlPlane.Http;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Interchange;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Writes a session as a file: OTLP/JSON, or <c>.zip</c> when that is what the client accepts.</summary>
internal static class SessionExport
{
    private const string Zip = "application/zip";

    public static Task WriteAsync(HttpContext context, Guid controlPlaneId, DebugSession session, ImmutableArray<CapturedTrace> traces)
    {
        ImmutableArray<TraceEnvelope> envelopes =
        [
            .. traces.Select(trace => new TraceEnvelope(
                trace.Trace,
                new TelemetryOrigin { NodeId = trace.Trace.NodeId, ControlPlaneId = controlPlaneId.ToString(), SessionIds = [session.Id.ToString()] })),
        ];
        var zip = context.Request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals(Zip, StringComparison.OrdinalIgnoreCase));
        var bytes = zip ? Archive(session, envelopes) : OtlpTraces.EncodeJson(envelopes);
        var response = context.Response;
        response.ContentType = zip ? Zip : "application/json; charset=utf-8";
        response.ContentLength = bytes.Length;
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileName = $"debug-session-{session.Id}.{(zip ? "zip" : "json")}",
        }.ToString();
        return response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static byte[] Archive(DebugSession session, ImmutableArray<TraceEnvelope> traces)
    {
        using var memory = new MemoryStream();
        TraceArchive.Write(memory, new TraceFile { Traces = traces, Session = JsonSerializer.SerializeToUtf8Bytes(session, ApiJson.Default.DebugSession) });
        return memory.ToArray();
    }
}
