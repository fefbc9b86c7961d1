using System.Collections.Concurrent;
using System.Collections.Immutable;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;
using Sightglass.Expressions;
using Sightglass.Tracing.Sampling;

namespace Sightglass.Web.Tests.DevHost;

/// <summary>Debug sessions in memory, with the real service's answers to what the UI can do wrong.</summary>
internal sealed class FakeDebugSessions(TimeProvider time) : IDebugSessions
{
    public ConcurrentDictionary<Guid, FakeSession> Sessions { get; } = [];

    /// <summary>What was asked for, newest last.</summary>
    public ConcurrentQueue<CreateDebugSession> Created { get; } = [];

    public FakeSession Add(Guid plane, DebugSession session) => Sessions[session.Id] = new FakeSession(plane, session);

    public Task<Result<DebugSession>> CreateAsync(Principal principal, Guid controlPlaneId, CreateDebugSession request, CancellationToken cancellationToken)
    {
        if (!principal.Can(Permission.ManageDebugSessions, controlPlaneId))
        {
            return Answer<DebugSession>(Problem.Forbidden("You need the role Debug Session Creator on this control plane."));
        }

        if (Faults(request) is { IsEmpty: false } faults)
        {
            return Answer<DebugSession>(Problem.Invalid(faults));
        }

        Created.Enqueue(request);
        var now = time.GetUtcNow();
        var session = new DebugSession
        {
            Id = Guid.NewGuid(),
            Name = request.Name ?? "",
            DurationSeconds = request.DurationSeconds,
            MaxTraces = request.MaxTraces,
            DataPlaneNodeIds = request.DataPlaneNodeIds,
            Sampling = request.Sampling,
            Capture = request.Capture,
            MaskingRules = request.MaskingRules,
            RetentionDays = 7,
            State = SessionState.InProgress,
            CreatedBy = principal.Name,
            CreatedAt = now,
            StartedAt = now,
            ExpiresAt = now.AddDays(7),
        };
        return Answer<DebugSession>(Add(controlPlaneId, session).Session);
    }

    public Task<Result<Page<DebugSession>>> ListAsync(Principal principal, Guid controlPlaneId, DebugSessionQuery query, CancellationToken cancellationToken)
    {
        ImmutableArray<DebugSession> all = [.. Sessions.Values.Where(s => s.Plane == controlPlaneId).Select(s => s.Session).OrderByDescending(s => s.CreatedAt)];
        return Answer<Page<DebugSession>>(new Page<DebugSession>([.. all.Take(query.Size)], null, null, all.Length));
    }

    public Task<Result<DebugSession>> GetAsync(Principal principal, Guid controlPlaneId, Guid sessionId, CancellationToken cancellationToken) =>
        With(controlPlaneId, sessionId, s => (Result<DebugSession>)s.Session);

    public Task<Result<DebugSession>> PatchAsync(Principal principal, Guid controlPlaneId, Guid sessionId, PatchDebugSession request, CancellationToken cancellationToken) =>
        With(controlPlaneId, sessionId, s => (Result<DebugSession>)s.Change(old => old with { Name = request.Name ?? old.Name }));

    public Task<Result<DebugSession>> StopAsync(Principal principal, Guid controlPlaneId, Guid sessionId, CancellationToken cancellationToken) =>
        With(controlPlaneId, sessionId, s => (Result<DebugSession>)s.Change(old => old.Ended
            ? old
            : old with { State = SessionState.Cancelled, EndReason = EndReason.Stopped, EndedAt = time.GetUtcNow() }));

    public Task<Problem?> DeleteAsync(Principal principal, Guid controlPlaneId, Guid sessionId, bool force, CancellationToken cancellationToken) =>
        Task.FromResult(Sessions.TryRemove(sessionId, out _) ? null : Missing(sessionId));

    public Task<Result<SessionWatch>> WatchAsync(Principal principal, Guid controlPlaneId, Guid sessionId, long after, CancellationToken cancellationToken) =>
        With(controlPlaneId, sessionId, s => (Result<SessionWatch>)new SessionWatch(s.Watch(after, cancellationToken)));

    public Task<Result<Page<TraceItem>>> ListTracesAsync(Principal principal, Guid controlPlaneId, Guid sessionId, TraceQuery query, CancellationToken cancellationToken) =>
        With(controlPlaneId, sessionId, s =>
        {
            ImmutableArray<TraceItem> items = [.. s.Traces.Select(t => t.Item).Where(i => Passes(i, query))];
            return (Result<Page<TraceItem>>)new Page<TraceItem>([.. items.Take(query.Size)], null, null, items.Length);
        });

    public Task<Result<CapturedTrace>> GetTraceAsync(Principal principal, Guid controlPlaneId, Guid sessionId, string requestId, CancellationToken cancellationToken) =>
        With(controlPlaneId, sessionId, s => s.Traces.FirstOrDefault(t => t.Item.RequestId == requestId) is { } found
            ? (Result<CapturedTrace>)found
            : Problem.NotFound($"The session has no trace {requestId}."));

    public Task<Result<ImmutableArray<CapturedTrace>>> ExportAsync(Principal principal, Guid controlPlaneId, Guid sessionId, CancellationToken cancellationToken) =>
        With(controlPlaneId, sessionId, s => (Result<ImmutableArray<CapturedTrace>>)s.Traces.ToImmutableArray());

    public Task<Result<SessionSummary>> SummarizeAsync(Principal principal, Guid controlPlaneId, Guid sessionId, CancellationToken cancellationToken) =>
        Answer<SessionSummary>(Problem.Unavailable("This host makes no summaries."));

    public ImmutableArray<InvalidParameter> CheckExpression(string expression) =>
        Expression.TryParse(expression, SamplingFields.Catalogue, Dialect.Sampling, out _, out var error)
            ? []
            : [new InvalidParameter("sampling.expression", "invalid", error.Describe())];

    private ImmutableArray<InvalidParameter> Faults(CreateDebugSession request)
    {
        var faults = ImmutableArray.CreateBuilder<InvalidParameter>();
        if (request.DurationSeconds is < 10 or > 1800)
        {
            faults.Add(new InvalidParameter("duration_seconds", request.DurationSeconds < 10 ? "min" : "max", "Must be 10 to 1800 seconds.") { Minimum = 10, Maximum = 1800 });
        }

        if (request.MaxTraces is < 1 or > 1000)
        {
            faults.Add(new InvalidParameter("max_traces", "max", "Must be 1 to 1000."));
        }

        if (request.Sampling.Expression is { } expression)
        {
            faults.AddRange(CheckExpression(expression));
        }

        return faults.ToImmutable();
    }

    private static bool Passes(TraceItem item, TraceQuery query) =>
        (query.MinStatus is null || item.StatusCode >= query.MinStatus)
        && (query.MaxStatus is null || item.StatusCode <= query.MaxStatus)
        && (query.Method is null || item.Method == query.Method)
        && (query.PathContains is null || item.Path?.Contains(query.PathContains, StringComparison.Ordinal) == true)
        && (query.MinDurationMs is null || item.DurationMs >= query.MinDurationMs);

    private Task<Result<T>> With<T>(Guid plane, Guid id, Func<FakeSession, Result<T>> use)
        where T : notnull =>
        Task.FromResult(Sessions.TryGetValue(id, out var session) && session.Plane == plane ? use(session) : Missing(id));

    private static Task<Result<T>> Answer<T>(Result<T> result)
        where T : notnull => Task.FromResult(result);

    private static Problem Missing(Guid id) => Problem.NotFound($"There is no debug session {id}, or it has expired.");
}
