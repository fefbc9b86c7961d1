using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Encryption;
using Sightglass.ControlPlane.Storage;
using Sightglass.Tracing.Codec;

namespace Sightglass.ControlPlane.Ingest;

/// <summary>Puts traces that nodes send into the sessions they are for.</summary>
internal sealed class TraceIngest(IStorage storage, SessionCoordinator coordinator, DataKeys keys, ILogger<TraceIngest> logger)
{
    /// <summary>Longest id of a request that is stored.</summary>
    private const int MaxRequestId = 128;

    /// <summary>Stores a message's traces. Sending it again stores nothing twice.</summary>
    public async Task<IngestOutcome> TakeAsync(Guid controlPlaneId, OtlpTraceBatch batch, CancellationToken cancellationToken)
    {
        long rejected = batch.RejectedSpans;
        var reason = batch.RejectionReason;
        var usable = batch.Traces.Where(envelope => envelope.Trace.RequestId.Length is > 0 and <= MaxRequestId).ToArray();
        foreach (var group in usable
            .SelectMany(envelope => envelope.Origin.SessionIds.DefaultIfEmpty("").Select(session => (Session: session, Envelope: envelope)))
            .GroupBy(pair => pair.Session, pair => pair.Envelope))
        {
            var traces = group.ToImmutableArray();
            if (await StoreAsync(controlPlaneId, group.Key, traces, cancellationToken) is { } refusal)
            {
                rejected += refusal.Spans;
                reason ??= refusal.Reason;
                logger.TracesRejected(refusal.Traces, group.Key, refusal.Reason);
            }
        }

        return new IngestOutcome(rejected, reason);
    }

    private async Task<Refusal?> StoreAsync(Guid controlPlaneId, string session, ImmutableArray<TraceEnvelope> traces, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(session, out var id)
            || await storage.Sessions.FindAsync(id, cancellationToken) is not { } record
            || record.ControlPlaneId != controlPlaneId)
        {
            return Refusal.Of(traces, "there is no such debug session");
        }

        if (record.Closed)
        {
            return Refusal.Of(traces, "the debug session has ended");
        }

        var key = await keys.OpenAsync(id, record.WrappedKey, record.MasterKeyId, cancellationToken);
        var outcome = await storage.Traces.AppendAsync(id, [.. traces.Select(trace => TraceVault.Seal(key, id, trace))], CancellationToken.None);
        await coordinator.StoredAsync(id, outcome, CancellationToken.None);
        if (!outcome.Taken)
        {
            return Refusal.Of(traces, "the debug session has ended");
        }

        // Which of them had no room is not told: the first that came were taken.
        return outcome.Rejected == 0
            ? null
            : Refusal.Of([.. traces.Where(trace => !outcome.Stored.Contains(trace.Trace.RequestId)).Take(outcome.Rejected)], "the debug session has all its traces");
    }

    private sealed record Refusal(int Traces, long Spans, string Reason)
    {
        public static Refusal Of(ImmutableArray<TraceEnvelope> traces, string reason) =>
            new(traces.Length, traces.Sum(trace => (long)trace.Trace.Spans.Length), reason);
    }
}
