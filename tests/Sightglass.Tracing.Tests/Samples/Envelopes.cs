using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Tests.Samples;

internal static class Envelopes
{
    public static readonly TelemetryOrigin Origin = new()
    {
        NodeId = Recordings.NodeId,
        ControlPlaneId = "9f2c6a4e-7b11-4c35-8d2e-000000000001",
        SessionIds = ["session-b", "session-a", "session-b"],
    };

    public static TraceEnvelope Full(string requestId = Recordings.RequestId, TelemetryOrigin? origin = null) =>
        new(Recordings.Full(requestId), origin ?? Origin);

    public static LogEnvelope Log(string message = "Consumer not found.") => new(
        new LogEntry
        {
            Time = 1_700_000_000_000_000_123,
            Level = LogSeverity.Notice,
            Type = LogEntryType.Plugin,
            Source = "key-auth",
            Message = message,
            RequestId = Recordings.RequestId,
            TraceId = Recordings.TraceId,
            SpanId = Recordings.RemoteParent,
            Attributes = [new("consumer", AttributeValue.From("anonymous")), new("tries", AttributeValue.From(3))],
        },
        Origin);
}
