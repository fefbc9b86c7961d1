using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sightglass.Cluster.Messages;
using Sightglass.Configuration.Entities;
using Sightglass.ControlPlane.Audit;
using Sightglass.ControlPlane.Encryption;
using Sightglass.ControlPlane.Entities;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Nodes;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Debugger;

internal sealed partial class DebugSessionService(
    IStorage storage,
    SessionCoordinator coordinator,
    SessionSignals signals,
    NodeRegistry nodes,
    ConfigurationService configuration,
    DataKeys keys,
    AuditLog audit,
    SessionSettings settings,
    TimeProvider timeProvider,
    ILogger<DebugSessionService> logger) : IDebugSessions
{
    /// <summary>How long a creation waits for its nodes before it answers with what is known by then.</summary>
    private static readonly TimeSpan CreationWait = TimeSpan.FromSeconds(1);

    public ImmutableArray<InvalidParameter> CheckExpression(string expression) => SamplingRule.Check("sampling.expression", expression);

    public async Task<Result<DebugSession>> CreateAsync(
        Principal principal, Guid controlPlaneId, CreateDebugSession request, CancellationToken cancellationToken)
    {
        if (await AllowAsync(principal, Permission.ManageDebugSessions, "debug-session.create", controlPlaneId, null, cancellationToken) is { } denied)
        {
            return denied;
        }

        if (await storage.ControlPlanes.FindAsync(controlPlaneId, cancellationToken) is not { } plane)
        {
            return NoControlPlane(controlPlaneId);
        }

        var errors = new InvalidParameters();
        DebugSessionValidator.Check(request, errors);
        await CheckReferencesAsync(controlPlaneId, request, errors, cancellationToken);
        if ((errors.ToProblem() ?? NodesTooOld(controlPlaneId, request)) is { } invalid)
        {
            return invalid;
        }

        var record = await PrepareAsync(principal, plane, request, cancellationToken);
        if (!await storage.Sessions.InsertAsync(record, SessionEvents.Session(record.Session), settings.MaxRunning, cancellationToken))
        {
            keys.Forget(record.Session.Id);
            return await TooManyAsync(controlPlaneId, cancellationToken);
        }

        await audit.AccessAsync(principal, "debug-session.create", controlPlaneId, record.Session.Id.ToString(), cancellationToken);
        logger.SessionCreated(record.Session.Id, principal.Name);

        // Not the caller's token: a session that is stored runs, whether or not the caller still listens.
        await Task.WhenAny(coordinator.BeginAsync(record, CancellationToken.None), Task.Delay(CreationWait, timeProvider, CancellationToken.None));
        return (await storage.Sessions.FindAsync(record.Session.Id, cancellationToken))?.Session ?? record.Session;
    }

    public async Task<Result<Page<DebugSession>>> ListAsync(
        Principal principal, Guid controlPlaneId, DebugSessionQuery query, CancellationToken cancellationToken)
    {
        if (await ReadableAsync(principal, controlPlaneId, cancellationToken) is { } problem)
        {
            return problem;
        }

        // Walking back is walking the other order, turned round.
        var backward = query.Before is not null;
        (DateTimeOffset, Guid)? from = null;
        if ((query.Before ?? query.After) is { } text)
        {
            if (!Cursor.TryParse(text, out var cursor) || !Guid.TryParse(cursor.Text, out var id))
            {
                return BadCursor(backward);
            }

            from = (DateTimeOffset.FromUnixTimeMilliseconds(cursor.Number), id);
        }

        var (records, total) = await storage.Sessions.ListAsync(
            new SessionFilter
            {
                ControlPlaneId = controlPlaneId,
                Now = timeProvider.GetUtcNow(),
                Limit = query.Size + 1,
                State = query.State,
                NameContains = query.NameContains,
                CreatedBy = query.CreatedBy,
                Descending = query.Descending != backward,
                After = from,
            },
            cancellationToken);
        return Paging.Cut(
            [.. records.Select(record => record.Session)],
            query.Size,
            backward,
            from is not null,
            total,
            session => new Cursor(session.CreatedAt.ToUnixTimeMilliseconds(), session.Id.ToString()));
    }

    public async Task<Result<DebugSession>> GetAsync(Principal principal, Guid controlPlaneId, Guid sessionId, CancellationToken cancellationToken) =>
        (await FindAsync(principal, Permission.ReadDebugSessions, "debug-session.read", controlPlaneId, sessionId, cancellationToken)).TryGet(out var record, out var problem)
            ? record.Session
            : problem;

    public async Task<Result<DebugSession>> PatchAsync(
        Principal principal, Guid controlPlaneId, Guid sessionId, PatchDebugSession request, CancellationToken cancellationToken)
    {
        var found = await FindAsync(principal, Permission.ManageDebugSessions, "debug-session.update", controlPlaneId, sessionId, cancellationToken);
        if (!found.TryGet(out var record, out var problem))
        {
            return problem;
        }

        var errors = new InvalidParameters();
        DebugSessionValidator.Check(request, record.Session.Capture.Payload.Enabled, errors);
        if (errors.ToProblem() is { } invalid)
        {
            return invalid;
        }

        var changed = await storage.Sessions.UpdateAsync(
            sessionId,
            current =>
            {
                var days = request.RetentionDays ?? current.Session.RetentionDays;
                var next = current.Session with
                {
                    Name = request.Name ?? current.Session.Name,
                    Labels = request.Labels ?? current.Session.Labels,
                    RetentionDays = days,
                    ExpiresAt = current.Session.CreatedAt.AddDays(days),
                };

                // After the end of the stream there is nobody to tell.
                return new SessionChange(current with { Session = next }, current.Closed ? [] : [SessionEvents.Session(next)]);
            },
            cancellationToken);
        signals.Raise(sessionId);
        if (changed is null)
        {
            return NoSession(sessionId);
        }

        await audit.AccessAsync(principal, "debug-session.update", controlPlaneId, sessionId.ToString(), cancellationToken);
        return changed.Session;
    }

    public async Task<Result<DebugSession>> StopAsync(Principal principal, Guid controlPlaneId, Guid sessionId, CancellationToken cancellationToken)
    {
        var found = await FindAsync(principal, Permission.ManageDebugSessions, "debug-session.stop", controlPlaneId, sessionId, cancellationToken);
        if (!found.TryGet(out var record, out var problem))
        {
            return problem;
        }

        if (!record.Session.Ended)
        {
            await audit.AccessAsync(principal, "debug-session.stop", controlPlaneId, sessionId.ToString(), cancellationToken);
            await coordinator.StopAsync(sessionId, cancellationToken);
        }

        return await GetAsync(principal, controlPlaneId, sessionId, cancellationToken);
    }

    public async Task<Problem?> DeleteAsync(Principal principal, Guid controlPlaneId, Guid sessionId, bool force, CancellationToken cancellationToken)
    {
        var found = await FindAsync(principal, Permission.ManageDebugSessions, "debug-session.delete", controlPlaneId, sessionId, cancellationToken);
        if (!found.TryGet(out var record, out var problem))
        {
            return problem;
        }

        if (!record.Session.Ended && !force)
        {
            return Problem.Conflict("The session is running. Stop it first, or delete it with force=true.");
        }

        await audit.AccessAsync(principal, "debug-session.delete", controlPlaneId, sessionId.ToString(), cancellationToken);
        await coordinator.AbandonAsync(sessionId, CancellationToken.None);
        await storage.Sessions.DeleteAsync(sessionId, CancellationToken.None);
        keys.Forget(sessionId);
        signals.Raise(sessionId);
        return null;
    }

    private static Problem NoControlPlane(Guid id) => Problem.NotFound($"There is no control plane {id}.");

    private static Problem NoSession(Guid id) => Problem.NotFound($"There is no debug session {id}. It may have expired.");

    private static Problem BadCursor(bool backward) => Problem.Invalid(
        [new InvalidParameter(backward ? "page[before]" : "page[after]", "invalid", "is not a cursor of this list") { Source = "query" }]);

    private async Task<SessionRecord> PrepareAsync(
        Principal principal, ControlPlaneRecord plane, CreateDebugSession request, CancellationToken cancellationToken)
    {
        // To the millisecond, as it is stored: a cursor made from it must find the same place again.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        var id = Guid.CreateVersion7(now);
        var (_, wrapped, masterKeyId) = await keys.CreateAsync(id, cancellationToken);
        var days = DebugSessionValidator.Retention(request, settings.RetentionDays);
        return new SessionRecord
        {
            ControlPlaneId = plane.Id,
            WrappedKey = wrapped,
            MasterKeyId = masterKeyId,
            Session = new DebugSession
            {
                Id = id,
                Name = request.Name!,
                Labels = request.Labels,
                DurationSeconds = request.DurationSeconds,
                MaxTraces = request.MaxTraces,
                DataPlaneNodeIds = [.. request.DataPlaneNodeIds.Distinct()],
                Sampling = request.Sampling,
                Lookback = request.Lookback,
                Capture = request.Capture,
                MaskingRules = Merge(plane.MaskingRules, request.MaskingRules),
                RetentionDays = days,
                State = SessionState.Pending,
                CreatedBy = principal.Name,
                CreatedAt = now,
                ExpiresAt = now.AddDays(days),
            },
        };
    }

    private static MaskingRules Merge(MaskingRules general, MaskingRules own) => new()
    {
        Headers = [.. general.Headers.Concat(own.Headers).Distinct(StringComparer.OrdinalIgnoreCase)],
        Body = [.. general.Body.Concat(own.Body).Distinct()],
    };

    /// <summary>A session for what does not exist would wait in silence; better to say so.</summary>
    private async Task CheckReferencesAsync(Guid controlPlaneId, CreateDebugSession request, InvalidParameters errors, CancellationToken cancellationToken)
    {
        var set = await configuration.GetAsync(controlPlaneId, cancellationToken);
        Check("sampling.route_ids", request.Sampling.RouteIds, id => set.Get(EntityTypes.Routes, id) is not null, "route");
        Check("sampling.service_ids", request.Sampling.ServiceIds, id => set.Get(EntityTypes.Services, id) is not null, "service");
        if (!request.DataPlaneNodeIds.IsEmpty)
        {
            var known = (await storage.Nodes.ListAsync(controlPlaneId, cancellationToken)).Select(node => node.Id).ToHashSet();
            Check("data_plane_node_ids", request.DataPlaneNodeIds, known.Contains, "node");
        }

        void Check(string field, ImmutableArray<Guid> ids, Func<Guid, bool> exists, string what)
        {
            for (var i = 0; i < ids.Length; i++)
            {
                if (!exists(ids[i]))
                {
                    errors.Add($"{field}[{i}]", "missing_reference", $"there is no {what} {ids[i]} on this control plane");
                }
            }
        }
    }

    /// <summary>A conflict when nodes are connected and none of them can do what is asked.</summary>
    private Problem? NodesTooOld(Guid controlPlaneId, CreateDebugSession request)
    {
        var wanted = nodes.Of(controlPlaneId).Where(node => request.DataPlaneNodeIds.IsEmpty || request.DataPlaneNodeIds.Contains(node.Id)).ToArray();
        return wanted.Length > 0 && wanted.All(node => SessionRequirements.Missing(request.Capture, node.Capabilities) is not null)
            ? Problem.Conflict($"No node can capture this: {string.Join(", ", wanted.Select(node => $"{node.Id} ({node.Version})"))}.")
            : null;
    }

    private async Task<Problem> TooManyAsync(Guid controlPlaneId, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var first = (await storage.Sessions.ListOpenAsync(cancellationToken))
            .Where(record => record.ControlPlaneId == controlPlaneId && !record.Session.Ended)
            .Select(record => (record.Session.StartedAt ?? record.Session.CreatedAt).AddSeconds(record.Session.DurationSeconds))
            .DefaultIfEmpty(now)
            .Min();
        return Problem.TooMany(
            $"{settings.MaxRunning} debug sessions are running on this control plane. Stop one, or wait for one to end.",
            Math.Max(1, (int)Math.Ceiling((first - now).TotalSeconds)));
    }

    private async Task<Problem?> ReadableAsync(Principal principal, Guid controlPlaneId, CancellationToken cancellationToken) =>
        await AllowAsync(principal, Permission.ReadDebugSessions, "debug-session.list", controlPlaneId, null, cancellationToken)
        ?? (await storage.ControlPlanes.FindAsync(controlPlaneId, cancellationToken) is null ? NoControlPlane(controlPlaneId) : null);

    private async Task<Problem?> AllowAsync(
        Principal principal, Permission permission, string action, Guid controlPlaneId, Guid? sessionId, CancellationToken cancellationToken)
    {
        if (principal.Can(permission, controlPlaneId))
        {
            return null;
        }

        await audit.DeniedAsync(principal, action, controlPlaneId, sessionId?.ToString(), cancellationToken);
        return Problem.Forbidden(permission == Permission.ManageDebugSessions
            ? $"This needs one of the roles {Roles.DebugSessionCreator}, {Roles.Admin} of this control plane, or {Roles.OrganizationAdmin}."
            : "You have no role on this control plane.");
    }

    private async Task<Result<SessionRecord>> FindAsync(
        Principal principal, Permission permission, string action, Guid controlPlaneId, Guid sessionId, CancellationToken cancellationToken)
    {
        if (await AllowAsync(principal, permission, action, controlPlaneId, sessionId, cancellationToken) is { } denied)
        {
            return denied;
        }

        // An expired session is gone, also in the time until its data is deleted.
        return await storage.Sessions.FindAsync(sessionId, cancellationToken) is { } record
            && record.ControlPlaneId == controlPlaneId
            && record.Session.ExpiresAt > timeProvider.GetUtcNow()
            ? record
            : NoSession(sessionId);
    }
}
