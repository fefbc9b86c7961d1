using System.Collections.Immutable;
using Sightglass.Cluster.Messages;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Tests.Storage;

/// <summary>What every storage must do. A storage is tested by a class that derives from this one and opens it.</summary>
public abstract class StorageContract : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123);

    private protected IStorage Storage { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Storage = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<IStorage> OpenAsync();

    /// <summary>Closes and opens the same data again.</summary>
    private protected async Task ReopenAsync()
    {
        await Storage.DisposeAsync();
        Storage = await OpenAsync();
    }

    [Fact]
    public async Task ControlPlanes_InsertUpdateDelete_RoundTrip()
    {
        var record = Plane("one") with { Description = "d", Labels = ImmutableDictionary<string, string>.Empty.Add("a", "b"), ProxyUrls = [new ProxyUrl("h", 1, "p")] };

        Assert.True(await Storage.ControlPlanes.InsertAsync(record, None));
        Assert.False(await Storage.ControlPlanes.InsertAsync(Plane("one"), None));
        Assert.True(await Storage.ControlPlanes.InsertAsync(Plane("two"), None));
        await ReopenAsync();
        var read = await Storage.ControlPlanes.FindAsync(record.Id, None);
        Assert.Equal((record.Name, "d", "b", "h"), (read!.Name, read.Description, read.Labels["a"], read.ProxyUrls[0].Host));
        Assert.Equal(record.CreatedAt, read.CreatedAt);

        Assert.True((await Storage.ControlPlanes.UpdateAsync(record.Id, current => current with { Name = "two" }, None)).NameTaken);
        Assert.Equal("three", (await Storage.ControlPlanes.UpdateAsync(record.Id, current => current with { Name = "three" }, None)).Record!.Name);
        Assert.Null((await Storage.ControlPlanes.UpdateAsync(Guid.NewGuid(), current => current, None)).Record);
        Assert.Equal(["three", "two"], (await Storage.ControlPlanes.ListAsync(None)).Select(plane => plane.Name).Order());
        Assert.True(await Storage.ControlPlanes.DeleteAsync(record.Id, None));
        Assert.False(await Storage.ControlPlanes.DeleteAsync(record.Id, None));
    }

    [Fact]
    public async Task ControlPlanes_Deleted_TakeEverythingAlong()
    {
        var plane = await InsertPlaneAsync();
        var session = Session(plane);
        await Storage.Certificates.InsertAsync(Certificate(plane, "F"), None);
        await Storage.Nodes.UpsertAsync(Node(plane), None);
        await Storage.Entities.ApplyAsync(plane, [new EntityRecord("services", "1", "{}")], [], "h", Now, None);
        await InsertAsync(session);
        await Storage.Traces.AppendAsync(session.Session.Id, [Trace("a")], None);

        await Storage.ControlPlanes.DeleteAsync(plane, None);

        Assert.Empty(await Storage.Certificates.ListAllAsync(None));
        Assert.Empty(await Storage.Nodes.ListAsync(plane, None));
        Assert.Empty(await Storage.Entities.ListAsync(plane, None));
        Assert.Null(await Storage.Entities.FindConfigurationAsync(plane, None));
        Assert.Null(await Storage.Sessions.FindAsync(session.Session.Id, None));
        Assert.Empty(await Storage.Traces.ListItemsAsync(session.Session.Id, None));
        Assert.Empty(await Storage.Sessions.ListEventsAsync(session.Session.Id, 0, 10, None));
    }

    [Fact]
    public async Task Certificates_FingerprintOncePerPlane()
    {
        var one = await InsertPlaneAsync();
        var two = await InsertPlaneAsync();
        var record = Certificate(one, "F1");

        Assert.True(await Storage.Certificates.InsertAsync(record, None));
        Assert.False(await Storage.Certificates.InsertAsync(Certificate(one, "F1"), None));
        Assert.True(await Storage.Certificates.InsertAsync(Certificate(two, "F1"), None));
        Assert.True(await Storage.Certificates.InsertAsync(Certificate(one, "F2"), None));
        Assert.True((await Storage.Certificates.UpdateAsync(one, record.Id, current => current with { Fingerprint = "F2" }, None)).NameTaken);
        Assert.Equal("F3", (await Storage.Certificates.UpdateAsync(one, record.Id, current => current with { Fingerprint = "F3" }, None)).Record!.Fingerprint);
        Assert.Null((await Storage.Certificates.UpdateAsync(two, record.Id, current => current, None)).Record);
        Assert.False(await Storage.Certificates.DeleteAsync(two, record.Id, None));
        Assert.True(await Storage.Certificates.DeleteAsync(one, record.Id, None));
        Assert.Equal(2, (await Storage.Certificates.ListAllAsync(None)).Length);
        Assert.Equal("F2", (await Storage.Certificates.ListAsync(one, None)).Single().Fingerprint);
    }

    [Fact]
    public async Task Nodes_UpsertAndTouch_KeepTheTimeOfCreation()
    {
        var plane = await InsertPlaneAsync();
        var node = Node(plane);
        await Storage.Nodes.UpsertAsync(node, None);
        var later = Now.AddHours(1);
        await Storage.Nodes.UpsertAsync(node with { Version = "2", Capabilities = ["x"], CreatedAt = later, LastPing = later, UpdatedAt = later }, None);
        await Storage.Nodes.TouchAsync(plane, node.Id, "new hash", later.AddHours(1), None);

        var read = (await Storage.Nodes.FindAsync(plane, node.Id, None))!;
        Assert.Equal((Now, "2", "x", "new hash", later.AddHours(1)), (read.CreatedAt, read.Version, read.Capabilities.Single(), read.ConfigHash, read.LastPing));
        Assert.Null(await Storage.Nodes.FindAsync(Guid.NewGuid(), node.Id, None));
        Assert.True(await Storage.Nodes.DeleteAsync(plane, node.Id, None));
        Assert.Empty(await Storage.Nodes.ListAsync(plane, None));
    }

    [Fact]
    public async Task Entities_Apply_PutsDeletesAndNotesTheHash()
    {
        var plane = await InsertPlaneAsync();
        await Storage.Entities.ApplyAsync(plane, [new("services", "1", "a"), new("services", "2", "b"), new("routes", "1", "c")], [], "h1", Now, None);
        await Storage.Entities.ApplyAsync(plane, [new("services", "1", "a2")], [("services", "2")], "h2", Now.AddHours(1), None);
        await ReopenAsync();

        Assert.Equal(
            [new EntityRecord("routes", "1", "c"), new EntityRecord("services", "1", "a2")],
            await Storage.Entities.ListAsync(plane, None));
        Assert.Equal(new ConfigurationRecord("h2", Now, Now.AddHours(1)), await Storage.Entities.FindConfigurationAsync(plane, None));
    }

    [Fact]
    public async Task Sessions_InsertAndUpdate_RoundTripWithEvents()
    {
        var plane = await InsertPlaneAsync();
        var record = Session(plane);
        await InsertAsync(record);
        var node = new SessionNode { Id = Guid.NewGuid(), Version = "1", State = DataPlaneNodeState.Active, Share = 5, Recorded = 2, Dropped = 3 };

        var changed = await Storage.Sessions.UpdateAsync(
            record.Session.Id,
            current => new SessionChange(
                current with { Nodes = [node], Session = current.Session with { State = SessionState.InProgress, StartedAt = Now, TraceCount = 99 } },
                [new SessionEventRecord("node", "n"), new SessionEventRecord("session", "s")]),
            None);
        await ReopenAsync();
        var read = (await Storage.Sessions.FindAsync(record.Session.Id, None))!;

        Assert.Equal((SessionState.InProgress, 0, 3, 3L), (read.Session.State, read.Session.TraceCount, read.Session.DroppedCount, read.LastEventId));
        Assert.Equal(changed!.Session.StartedAt, read.Session.StartedAt);
        Assert.Equal(node, read.Nodes.Single());
        Assert.Equal(node.ToPublic(), read.Session.DataPlaneNodes.Single());
        Assert.Equal(record.WrappedKey, read.WrappedKey);
        Assert.Equal(
            [(1L, "session", "created"), (2L, "node", "n"), (3L, "session", "s")],
            (await Storage.Sessions.ListEventsAsync(record.Session.Id, 0, 10, None)).Select(item => (item.Id, item.Type, item.Data)));
        Assert.Equal(2, (await Storage.Sessions.ListEventsAsync(record.Session.Id, 1, 1, None)).Single().Id);
        Assert.Null(await Storage.Sessions.UpdateAsync(record.Session.Id, _ => null, None));
        Assert.Null(await Storage.Sessions.UpdateAsync(Guid.NewGuid(), current => new SessionChange(current, []), None));
    }

    [Fact]
    public async Task Sessions_Insert_StopsAtTheNumberThatMayRun()
    {
        var plane = await InsertPlaneAsync();
        var other = await InsertPlaneAsync();
        var first = Session(plane);
        await InsertAsync(first);

        var tries = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Storage.Sessions.InsertAsync(Session(plane), Created, 3, None)));
        Assert.Equal(2, tries.Count(inserted => inserted));
        Assert.True(await Storage.Sessions.InsertAsync(Session(other), Created, 3, None));
        await Storage.Sessions.UpdateAsync(first.Session.Id, current => new SessionChange(current with { Session = current.Session with { State = SessionState.Completed } }, []), None);
        Assert.True(await Storage.Sessions.InsertAsync(Session(plane), Created, 3, None));
    }

    [Fact]
    public async Task Sessions_List_FiltersOrdersAndGoesOn()
    {
        var plane = await InsertPlaneAsync();
        var records = Enumerable.Range(0, 5).Select(i => Session(plane, $"Name {i}", Now.AddSeconds(i / 2))).ToArray();
        foreach (var record in records)
        {
            await InsertAsync(record);
        }

        var expected = records.OrderByDescending(record => record.Session.CreatedAt).ThenByDescending(record => record.Session.Id.ToString(), StringComparer.Ordinal).Select(record => record.Session.Id).ToArray();
        var filter = new SessionFilter { ControlPlaneId = plane, Now = Now, Limit = 3 };
        var (first, total) = await Storage.Sessions.ListAsync(filter, None);
        var last = first[^1].Session;
        var (second, _) = await Storage.Sessions.ListAsync(filter with { After = (last.CreatedAt, last.Id) }, None);
        var (upward, _) = await Storage.Sessions.ListAsync(filter with { Descending = false, Limit = 10 }, None);

        Assert.Equal(5, total);
        Assert.Equal(expected, first.Concat(second).Select(record => record.Session.Id));
        Assert.Equal(expected.Reverse(), upward.Select(record => record.Session.Id));
        Assert.Equal("Name 3", (await Storage.Sessions.ListAsync(filter with { NameContains = "NAME 3" }, None)).Records.Single().Session.Name);
        Assert.Empty((await Storage.Sessions.ListAsync(filter with { State = SessionState.Failed }, None)).Records);
        Assert.Equal(3, (await Storage.Sessions.ListAsync(filter with { State = SessionState.Pending, CreatedBy = "me" }, None)).Records.Length);
        Assert.Empty((await Storage.Sessions.ListAsync(filter with { CreatedBy = "you" }, None)).Records);
        Assert.Empty((await Storage.Sessions.ListAsync(filter with { Now = Now.AddDays(30) }, None)).Records);
        Assert.Empty((await Storage.Sessions.ListAsync(filter with { ControlPlaneId = Guid.NewGuid() }, None)).Records);
    }

    [Fact]
    public async Task Sessions_OpenOnes_AreThoseNotClosed()
    {
        var plane = await InsertPlaneAsync();
        var open = Session(plane);
        var closed = Session(plane);
        await InsertAsync(open);
        await InsertAsync(closed);
        await Storage.Sessions.UpdateAsync(closed.Session.Id, current => new SessionChange(current with { Closed = true }, []), None);

        Assert.Equal(open.Session.Id, (await Storage.Sessions.ListOpenAsync(None)).Single().Session.Id);
    }

    [Fact]
    public async Task Sessions_Expired_AreDeletedWithTheirData()
    {
        var plane = await InsertPlaneAsync();
        var young = Session(plane);
        var old = Session(plane, created: Now.AddDays(-8));
        foreach (var record in new[] { young, old })
        {
            await InsertAsync(record);
            await Storage.Traces.AppendAsync(record.Session.Id, [Trace("a")], None);
        }

        Assert.Equal([old.Session.Id], await Storage.Sessions.DeleteExpiredAsync(Now, 10, None));
        Assert.Empty(await Storage.Sessions.DeleteExpiredAsync(Now, 10, None));
        Assert.Null(await Storage.Sessions.FindAsync(old.Session.Id, None));
        Assert.Empty(await Storage.Traces.ListItemsAsync(old.Session.Id, None));
        Assert.Single(await Storage.Traces.ListItemsAsync(young.Session.Id, None));
        Assert.True(await Storage.Sessions.DeleteAsync(young.Session.Id, None));
        Assert.False(await Storage.Sessions.DeleteAsync(young.Session.Id, None));
    }

    [Fact]
    public async Task Traces_Append_IsIdempotentAndKeepsTheLimit()
    {
        var plane = await InsertPlaneAsync();
        var record = Session(plane);
        var id = record.Session.Id;
        await InsertAsync(record with { Session = record.Session with { MaxTraces = 3 } });

        var first = await Storage.Traces.AppendAsync(id, [Trace("a"), Trace("b")], None);
        var again = await Storage.Traces.AppendAsync(id, [Trace("b"), Trace("c"), Trace("d"), Trace("e")], None);
        var session = (await Storage.Sessions.FindAsync(id, None))!;

        Assert.Equal((true, 2, 0, 0, 2, false), (first.Taken, first.Stored.Length, first.Duplicates, first.Rejected, first.TraceCount, first.LimitReached));
        Assert.Equal((true, "c", 1, 2, 3, true), (again.Taken, again.Stored.Single(), again.Duplicates, again.Rejected, again.TraceCount, again.LimitReached));
        Assert.Equal((3, 2, 4L), (session.Session.TraceCount, session.Session.DroppedCount, session.LastEventId));
        Assert.Equal(["created", "a", "b", "c"], (await Storage.Sessions.ListEventsAsync(id, 0, 10, None)).Select(item => item.Data));
    }

    [Fact]
    public async Task Traces_AppendedAtOnce_NeverExceedTheLimit()
    {
        var plane = await InsertPlaneAsync();
        var record = Session(plane);
        var id = record.Session.Id;
        await InsertAsync(record with { Session = record.Session with { MaxTraces = 25 } });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            Storage.Traces.AppendAsync(id, [.. Enumerable.Range(0, 3).Select(j => Trace($"{i}-{j}"))], None)));

        Assert.Equal(25, outcomes.Sum(outcome => outcome.Stored.Length));
        Assert.Equal(35, outcomes.Sum(outcome => outcome.Rejected));
        Assert.Equal(25, (await Storage.Traces.ListItemsAsync(id, None)).Length);
        Assert.Equal(26, (await Storage.Sessions.ListEventsAsync(id, 0, 100, None)).Select(item => item.Id).Distinct().Count());
    }

    [Fact]
    public async Task Traces_SessionClosedOrGone_TakesNothing()
    {
        var plane = await InsertPlaneAsync();
        var record = Session(plane);
        await InsertAsync(record);
        await Storage.Sessions.UpdateAsync(record.Session.Id, current => new SessionChange(current with { Closed = true }, []), None);

        Assert.False((await Storage.Traces.AppendAsync(record.Session.Id, [Trace("a")], None)).Taken);
        Assert.False((await Storage.Traces.AppendAsync(Guid.NewGuid(), [Trace("a")], None)).Taken);
        Assert.Empty(await Storage.Traces.ListItemsAsync(record.Session.Id, None));
    }

    [Fact]
    public async Task Traces_Read_InTheirOrders()
    {
        var plane = await InsertPlaneAsync();
        var record = Session(plane);
        var id = record.Session.Id;
        await InsertAsync(record);
        await Storage.Traces.AppendAsync(id, [.. Enumerable.Range(0, 120).Select(i => Trace($"r{i:D3}", i / 2))], None);
        await ReopenAsync();

        var items = await Storage.Traces.ListItemsAsync(id, None);
        var all = new List<TraceRecord>();
        await foreach (var trace in Storage.Traces.ReadAllAsync(id, None))
        {
            all.Add(trace);
        }

        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"r{i:D3}"), all.Select(trace => trace.RequestId));
        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"r{i:D3}").Reverse(), items.Select(trace => trace.RequestId));
        Assert.All(items, item => Assert.Empty(item.Document));
        Assert.Equal(new byte[] { 1, 2, 3 }, all[7].Document);
        Assert.Equal(new byte[] { 9 }, (await Storage.Traces.FindAsync(id, "r005", None))!.Item);
        Assert.Null(await Storage.Traces.FindAsync(id, "absent", None));
        Assert.Equal(["r001", "r002"], (await Storage.Traces.FindItemsAsync(id, ["r002", "r001", "absent"], None)).Select(trace => trace.RequestId).Order());
    }

    [Fact]
    public async Task Uploads_InsertReadExpire()
    {
        var record = new UploadRecord
        {
            Id = Guid.NewGuid(),
            OwnerId = Guid.NewGuid(),
            FileName = "f.json",
            WrappedKey = [1],
            MasterKeyId = "m",
            TraceCount = 2,
            CreatedAt = Now,
            ExpiresAt = Now.AddDays(1),
        };
        await Storage.Uploads.InsertAsync(record, [Trace("b", 2), Trace("a", 1)], None);

        Assert.Equal((record.OwnerId, "f.json", 2), ((await Storage.Uploads.FindAsync(record.Id, None))!.OwnerId, "f.json", 2));
        Assert.Equal(["b", "a"], (await Storage.Uploads.ListTracesAsync(record.Id, None)).Select(trace => trace.RequestId));
        Assert.NotNull(await Storage.Uploads.FindTraceAsync(record.Id, "a", None));
        Assert.Null(await Storage.Uploads.FindTraceAsync(record.Id, "c", None));
        Assert.Equal(0, await Storage.Uploads.DeleteExpiredAsync(Now, None));
        Assert.Equal(1, await Storage.Uploads.DeleteExpiredAsync(Now.AddDays(1), None));
        Assert.Empty(await Storage.Uploads.ListTracesAsync(record.Id, None));
    }

    [Fact]
    public async Task Identity_UsersRolesAndTokens_RoundTrip()
    {
        Assert.False(await Storage.Identity.AnyUserAsync(None));
        var user = new UserRecord { Id = Guid.NewGuid(), Name = "Admin", PasswordHash = "h", CreatedAt = Now };
        var plane = Guid.NewGuid();
        Assert.True(await Storage.Identity.InsertUserAsync(user, [new RoleAssignment("a", null), new RoleAssignment("b", plane)], None));
        Assert.False(await Storage.Identity.InsertUserAsync(user with { Id = Guid.NewGuid(), Name = "ADMIN" }, [], None));
        await Storage.Identity.SetPasswordHashAsync(user.Id, "h2", None);
        var token = new TokenRecord { Id = Guid.NewGuid(), UserId = user.Id, Name = "t", Hash = "HASH", CreatedAt = Now, ExpiresAt = Now.AddDays(1) };
        await Storage.Identity.InsertTokenAsync(token, None);
        await Storage.Identity.TouchTokenAsync(token.Id, Now.AddHours(1), None);
        await ReopenAsync();

        Assert.True(await Storage.Identity.AnyUserAsync(None));
        Assert.Equal("h2", (await Storage.Identity.FindUserByNameAsync("admin", None))!.PasswordHash);
        Assert.Null(await Storage.Identity.FindUserByNameAsync("admi", None));
        Assert.Equal([new RoleAssignment("a", null), new RoleAssignment("b", plane)], await Storage.Identity.ListRolesAsync(user.Id, None));
        Assert.Equal(token with { LastUsedAt = Now.AddHours(1) }, await Storage.Identity.FindTokenByHashAsync("HASH", None));
        Assert.Null(await Storage.Identity.FindTokenByHashAsync("hash", None));
        Assert.False(await Storage.Identity.RevokeTokenAsync(Guid.NewGuid(), token.Id, Now, None));
        Assert.True(await Storage.Identity.RevokeTokenAsync(user.Id, token.Id, Now, None));
        Assert.Equal(Now, (await Storage.Identity.ListTokensAsync(user.Id, None)).Single().RevokedAt);
    }

    [Fact]
    public async Task Audit_AppendListPurge_NewestFirst()
    {
        for (var i = 0; i < 3; i++)
        {
            await Storage.Audit.AppendAsync(
                new AuditRecord { Id = Guid.NewGuid(), At = Now.AddDays(i), Type = "access", Action = $"a{i}", Granted = i > 0, ClientIp = "::1" }, None);
        }

        Assert.Equal(["a2", "a1"], (await Storage.Audit.ListAsync(2, None)).Select(record => record.Action));
        Assert.Equal(1, await Storage.Audit.DeleteBeforeAsync(Now.AddHours(1), None));
        Assert.Equal(2, (await Storage.Audit.ListAsync(10, None)).Length);
    }

    private static SessionEventRecord Created => new("session", "created");

    private static ControlPlaneRecord Plane(string name) => new()
    {
        Id = Guid.NewGuid(),
        Name = name,
        ClusterType = ClusterType.Hybrid,
        AuthType = AuthType.Pinned,
        CloudGateway = false,
        ProxyUrls = [],
        Labels = ImmutableDictionary<string, string>.Empty,
        MaskingRules = MaskingRules.None,
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    private static CertificateRecord Certificate(Guid plane, string fingerprint) => new()
    {
        Id = Guid.NewGuid(),
        ControlPlaneId = plane,
        Cert = "PEM",
        Fingerprint = fingerprint,
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    private static NodeRecord Node(Guid plane) => new()
    {
        Id = Guid.NewGuid(),
        ControlPlaneId = plane,
        Hostname = "h",
        Version = "1",
        Capabilities = ["a", "b"],
        ConfigHash = "hash",
        LastPing = Now,
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    private static SessionRecord Session(Guid plane, string name = "s", DateTimeOffset? created = null) => new()
    {
        ControlPlaneId = plane,
        WrappedKey = [1, 2, 3],
        MasterKeyId = "m",
        Session = new DebugSession
        {
            Id = Guid.NewGuid(),
            Name = name,
            DurationSeconds = 60,
            MaxTraces = 200,
            Sampling = new Sampling { Expression = "http.method == GET" },
            Capture = CaptureSpec.TracesOnly,
            MaskingRules = MaskingRules.None,
            RetentionDays = 7,
            State = SessionState.Pending,
            CreatedBy = "me",
            CreatedAt = created ?? Now,
            ExpiresAt = (created ?? Now).AddDays(7),
        },
    };

    private static TraceRecord Trace(string requestId, long startedAt = 0) =>
        new() { RequestId = requestId, StartedAt = startedAt, Item = [9], Document = [1, 2, 3] };

    private async Task<Guid> InsertPlaneAsync()
    {
        var plane = Plane(Guid.NewGuid().ToString());
        await Storage.ControlPlanes.InsertAsync(plane, None);
        return plane.Id;
    }

    private async Task InsertAsync(SessionRecord record) => Assert.True(await Storage.Sessions.InsertAsync(record, Created, 100, None));
}
