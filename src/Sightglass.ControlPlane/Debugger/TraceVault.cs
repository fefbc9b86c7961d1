using System.Text.Json;
using Sightglass.ControlPlane.Encryption;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;
using Sightglass.Tracing.Codec;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Encrypts traces for the storage and opens them again. Owner is the session, or the upload, they belong to.</summary>
internal static class TraceVault
{
    public static TraceRecord Seal(DataKey key, Guid owner, TraceEnvelope envelope)
    {
        var trace = envelope.Trace;
        var item = JsonSerializer.SerializeToUtf8Bytes(StoredTraceItem.From(TraceItems.From(trace)), StorageJson.Default.StoredTraceItem);

        // Which sessions it is for is no part of what one of them keeps.
        var document = OtlpTraces.Encode([envelope with { Origin = envelope.Origin with { SessionIds = [] } }]);
        return new TraceRecord
        {
            RequestId = trace.RequestId,
            StartedAt = trace.Root.StartTime,
            Item = key.Seal(item, Label(owner, trace.RequestId, "item")),
            Document = key.Seal(document, Label(owner, trace.RequestId, "trace")),
        };
    }

    /// <exception cref="KeyUnavailableException">The data was changed.</exception>
    public static TraceItem OpenItem(DataKey key, Guid owner, TraceRecord record) =>
        JsonSerializer.Deserialize(key.Open(record.Item, Label(owner, record.RequestId, "item")), StorageJson.Default.StoredTraceItem)!.ToItem();

    /// <exception cref="KeyUnavailableException">The data was changed.</exception>
    public static CapturedTrace Open(DataKey key, Guid owner, TraceRecord record)
    {
        var batch = OtlpTraces.Decode(key.Open(record.Document, Label(owner, record.RequestId, "trace")));
        return new CapturedTrace(OpenItem(key, owner, record), batch.Traces[0].Trace);
    }

    private static string Label(Guid owner, string requestId, string part) => $"{owner:D}/{requestId}/{part}";
}
