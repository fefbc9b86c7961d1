using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Debugger;

// What a session captured, and what happens in it.
internal sealed partial class DebugSessionService
{
    private const int EventPart = 200;

    public async Task<Result<Page<TraceItem>>> ListTracesAsync(
        Principal principal, Guid controlPlaneId, Guid sessionId, TraceQuery query, CancellationToken cancellationToken)
    {
        var found = await FindAsync(principal, Permission.ReadDebugSessions, "debug-session.read", controlPlaneId, sessionId, cancellationToken);
        if (!found.TryGet(out var record, out var problem))
        {
            return problem;
        }

        var backward = query.Before is not null;
        Cursor? from = null;
        if ((query.Before ?? query.After) is { } text)
        {
            if (!Cursor.TryParse(text, out var cursor))
            {
                return BadCursor(backward);
            }

            from = cursor;
        }

        // At most 1,000, and what is filtered by is encrypted: they are read and looked through here.
        var key = await keys.OpenAsync(sessionId, record.WrappedKey, record.MasterKeyId, cancellationToken);
        var matching = (await storage.Traces.ListItemsAsync(sessionId, cancellationToken))
            .Select(trace => (Place: new Cursor(trace.StartedAt, trace.RequestId), Item: TraceVault.OpenItem(key, sessionId, trace)))
            .Where(trace => query.Matches(trace.Item))
            .ToArray();
        var walk = backward ? matching.Reverse().Where(trace => from is not { } place || IsNewer(trace.Place, place))
            : matching.Where(trace => from is not { } place || IsNewer(place, trace.Place));
        var page = Paging.Cut([.. walk.Take(query.Size + 1)], query.Size, backward, from is not null, matching.Length, trace => trace.Place);
        return new Page<TraceItem>([.. page.Items.Select(trace => trace.Item)], page.Next, page.Previous, page.Total);
    }

    public async Task<Result<CapturedTrace>> GetTraceAsync(
        Principal principal, Guid controlPlaneId, Guid sessionId, string requestId, CancellationToken cancellationToken)
    {
        var found = await FindAsync(principal, Permission.ReadDebugSessions, "debug-session.read", controlPlaneId, sessionId, cancellationToken);
        if (!found.TryGet(out var record, out var problem))
        {
            return problem;
        }

        if (await storage.Traces.FindAsync(sessionId, requestId, cancellationToken) is not { } trace)
        {
            return Problem.NotFound($"Debug session {sessionId} has no trace of a request {requestId}.");
        }

        var key = await keys.OpenAsync(sessionId, record.WrappedKey, record.MasterKeyId, cancellationToken);
        return TraceVault.Open(key, sessionId, trace);
    }

    public async Task<Result<ImmutableArray<CapturedTrace>>> ExportAsync(
        Principal principal, Guid controlPlaneId, Guid sessionId, CancellationToken cancellationToken)
    {
        var found = await FindAsync(principal, Permission.ManageDebugSessions, "debug-session.export", controlPlaneId, sessionId, cancellationToken);
        if (!found.TryGet(out var record, out var problem))
        {
            return problem;
        }

        await audit.AccessAsync(principal, "debug-session.export", controlPlaneId, sessionId.ToString(), cancellationToken);
        var traces = ImmutableArray.CreateBuilder<CapturedTrace>();
        await foreach (var trace in OpenAllAsync(record, cancellationToken))
        {
            traces.Add(trace);
        }

        return traces.ToImmutable();
    }

    public async Task<Result<SessionSummary>> SummarizeAsync(Principal principal, Guid controlPlaneId, Guid sessionId, CancellationToken cancellationToken)
    {
        var found = await FindAsync(principal, Permission.ReadDebugSessions, "debug-session.read", controlPlaneId, sessionId, cancellationToken);
        if (!found.TryGet(out var record, out var problem))
        {
            return problem;
        }

        var summary = new SummaryBuilder();
        await foreach (var trace in OpenAllAsync(record, cancellationToken))
        {
            summary.Add(trace);
        }

        return summary.Build(record.Session.DroppedCount);
    }

    public async Task<Result<SessionWatch>> WatchAsync(
        Principal principal, Guid controlPlaneId, Guid sessionId, long after, CancellationToken cancellationToken)
    {
        var found = await FindAsync(principal, Permission.ReadDebugSessions, "debug-session.read", controlPlaneId, sessionId, cancellationToken);
        return found.TryGet(out var record, out var problem)
            ? new SessionWatch(EventsAsync(record, after, cancellationToken)) { Exhausted = record.Closed && after >= record.LastEventId }
            : problem;
    }

    /// <summary>Newer, or as new and later in the list's second key.</summary>
    private static bool IsNewer(Cursor one, Cursor other) =>
        one.Number != other.Number ? one.Number > other.Number : string.CompareOrdinal(one.Text, other.Text) > 0;

    private async IAsyncEnumerable<SessionEvent> EventsAsync(
        SessionRecord record, long after, CancellationToken started, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(started, cancellationToken);
        var id = record.Session.Id;
        var last = after;
        while (true)
        {
            // Before the storage is read: what is written after that raises this signal.
            var next = signals.Next(id);
            var events = await storage.Sessions.ListEventsAsync(id, last, EventPart, both.Token);
            var items = await ItemsAsync(record, events, both.Token);
            foreach (var stored in events)
            {
                last = stored.Id;
                if (ToEvent(stored, items) is { } told)
                {
                    yield return told;
                }

                if (stored.Type == SessionEventRecord.EndType)
                {
                    yield break;
                }
            }

            if (events.IsEmpty)
            {
                if (await storage.Sessions.FindAsync(id, both.Token) is not { } now || now.Closed && last >= now.LastEventId)
                {
                    yield break;
                }

                await next.WaitAsync(both.Token);
            }
        }
    }

    private async Task<IReadOnlyDictionary<string, TraceItem>> ItemsAsync(
        SessionRecord record, ImmutableArray<SessionEventRecord> events, CancellationToken cancellationToken)
    {
        ImmutableArray<string> requests = [.. events.Where(stored => stored.Type == SessionEventRecord.TraceType).Select(stored => stored.Data)];
        if (requests.IsEmpty)
        {
            return ImmutableDictionary<string, TraceItem>.Empty;
        }

        var key = await keys.OpenAsync(record.Session.Id, record.WrappedKey, record.MasterKeyId, cancellationToken);
        var traces = await storage.Traces.FindItemsAsync(record.Session.Id, requests, cancellationToken);
        return traces.ToDictionary(trace => trace.RequestId, trace => TraceVault.OpenItem(key, record.Session.Id, trace));
    }

    private static SessionEvent? ToEvent(SessionEventRecord stored, IReadOnlyDictionary<string, TraceItem> items) => stored.Type switch
    {
        SessionEventRecord.SessionType => new SessionEvent(stored.Id) { Session = JsonSerializer.Deserialize(stored.Data, StorageJson.Default.DebugSession) },
        SessionEventRecord.NodeType => new SessionEvent(stored.Id) { Node = JsonSerializer.Deserialize(stored.Data, StorageJson.Default.DataPlaneNode) },
        SessionEventRecord.EndType => new SessionEvent(stored.Id) { End = JsonSerializer.Deserialize(stored.Data, StorageJson.Default.EndReason) },
        _ => items.TryGetValue(stored.Data, out var item) ? new SessionEvent(stored.Id) { Trace = item } : null,
    };

    private async IAsyncEnumerable<CapturedTrace> OpenAllAsync(SessionRecord record, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = record.Session.Id;
        var key = await keys.OpenAsync(id, record.WrappedKey, record.MasterKeyId, cancellationToken);
        await foreach (var trace in storage.Traces.ReadAllAsync(id, cancellationToken))
        {
            yield return TraceVault.Open(key, id, trace);
        }
    }
}
