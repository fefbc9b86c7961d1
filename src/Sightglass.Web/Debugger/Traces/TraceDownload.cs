using System.Globalization;
using Sightglass.ControlPlane.Debugger;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Model;

namespace Sightglass.Web.Debugger.Traces;

/// <summary>A trace as a file that any OpenTelemetry tool reads, and that can be uploaded again: OTLP JSON.</summary>
internal static class TraceDownload
{
    public const string ContentType = "application/json";

    /// <summary>The file's content.</summary>
    public static byte[] Create(Guid plane, Guid session, Trace trace) => OtlpTraces.EncodeJson(
        [
            new TraceEnvelope(trace, new TelemetryOrigin
            {
                NodeId = trace.NodeId,
                ControlPlaneId = plane.ToString(),
                SessionIds = [session.ToString()],
            }),
        ],
        indented: true);

    /// <summary>A name that says what happened and when: <c>trace-503-20261120T182441-00000000.json</c>.</summary>
    public static string FileName(TraceItem item) => string.Create(
        CultureInfo.InvariantCulture,
        $"trace-{item.StatusCode ?? 0}-{item.StartedAt.UtcDateTime:yyyyMMdd'T'HHmmss}-{EntityNames.Short(item.RequestId)}.json");
}
