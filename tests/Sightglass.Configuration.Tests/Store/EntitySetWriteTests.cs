using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Tests.Store;

public sealed class EntitySetWriteTests
{
    private readonly FixedTime _time = new();
    private readonly EntitySet _empty;

    public EntitySetWriteTests() => _empty = EntitySet.Empty(TestPlugins.Validator(_time));

    [Fact]
    public void Insert_Minimal_FillsDefaultsAndShowsNulls()
    {
        var outcome = _empty.Insert(EntityTypes.Services, Json.Of("{'name': 'a', 'host': 'a.test'}"));

        Assert.True(outcome.Succeeded);
        Assert.True(outcome.Created);
        var shown = outcome.Set.Present(outcome.Entity!);
        Assert.Equal(
            "name protocol host port path retries connect_timeout write_timeout read_timeout client_certificate tls_verify "
            + "tls_verify_depth ca_certificates enabled tags",
            string.Join(' ', shown.Select(p => p.Key).Except(["id", "created_at", "updated_at"])));
        Assert.Equal(5, shown["retries"]!.GetValue<int>());
        Assert.True(shown.ContainsKey("path"));
        Assert.Null(shown["path"]);
        Assert.Equal(FixedTime.Start.ToUnixTimeSeconds(), shown["created_at"]!.GetValue<long>());
        Assert.Equal(0, _empty.Count);
    }

    [Fact]
    public void Insert_Target_HasMillisecondsAndPort()
    {
        var set = Added(_empty, EntityTypes.Upstreams, "{'name': 'u'}");
        var outcome = set.Insert(EntityTypes.Targets, Json.Of("{'target': 'a.test', 'upstream': {'name': 'u'}}"));

        Assert.Equal(FixedTime.Start.ToUnixTimeMilliseconds() / 1000.0, outcome.Entity!.Fields["created_at"]!.GetValue<double>());
        Assert.Equal("a.test:8000", outcome.Entity.Key);
    }

    [Fact]
    public void Insert_Invalid_ReportsEveryProblemInOneMessageAndTree()
    {
        var error = _empty.Insert(EntityTypes.Services, Json.Of("{'port': -1, 'tags': ['ok', 'a/b'], 'x': 1}")).Error!;

        Assert.Equal((2, "schema violation", 400), (error.Code, error.Name, error.Http));
        Assert.Equal(
            "4 schema violations (host: required field missing; port: value should be between 0 and 65535; "
            + "tags.2: invalid tag 'a/b': expected printable ascii (except `,` and `/`) or valid utf-8 sequences; x: unknown field)",
            error.Message);
        Assert.Equal("required field missing", error.Fields!["host"]!.GetValue<string>());
        Assert.Null(error.Fields["tags"]![0]);
        Assert.StartsWith("invalid tag", error.Fields["tags"]![1]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(["code", "name", "message", "fields"], error.ToJson().Select(p => p.Key));
    }

    [Fact]
    public void Insert_OneProblem_SaysSchemaViolation()
    {
        var error = _empty.Insert(EntityTypes.Services, Json.Of("{}")).Error!;

        Assert.Equal("schema violation (host: required field missing)", error.Message);
    }

    [Fact]
    public void Insert_ConditionalRule_PutsTheEntityFirst()
    {
        var error = _empty.Insert(
            EntityTypes.Services, Json.Of("{'host': 'a', 'protocol': 'tcp', 'path': '/x'}")).Error!;

        Assert.Equal(
            "2 schema violations (failed conditional validation given value of field 'protocol'; path: value must be null)", error.Message);
        Assert.Equal(
            "failed conditional validation given value of field 'protocol'", error.Fields!["@entity"]![0]!.GetValue<string>());
    }

    [Fact]
    public void Insert_NameTaken_IsUniqueViolation()
    {
        var set = Added(_empty, EntityTypes.Services, "{'name': 'x', 'host': 'a'}");

        var error = set.Insert(EntityTypes.Services, Json.Of("{'name': 'x', 'host': 'b'}")).Error!;

        Assert.Equal((5, 409, "UNIQUE violation detected on '{name=\"x\"}'"), (error.Code, error.Http, error.Message));
        Assert.Equal("unique constraint violation", error.Name);
    }

    [Fact]
    public void Insert_IdTaken_IsPrimaryKeyViolation()
    {
        const string Body = "{'id': '00000000-0000-0000-0000-0000000000aa', 'host': 'a'}";
        var set = Added(_empty, EntityTypes.Services, Body);

        var error = set.Insert(EntityTypes.Services, Json.Of(Body)).Error!;

        Assert.Equal(3, error.Code);
        Assert.Equal("primary key violation on key '{id=\"00000000-0000-0000-0000-0000000000aa\"}'", error.Message);
    }

    [Fact]
    public void Insert_UnknownReferenceById_IsForeignKeyViolation()
    {
        var error = _empty.Insert(
            EntityTypes.Routes, Json.Of("{'paths': ['/x'], 'service': {'id': '00000000-0000-0000-0000-0000000000aa'}}")).Error!;

        Assert.Equal((4, 400), (error.Code, error.Http));
        Assert.Equal(
            "the foreign key '{id=\"00000000-0000-0000-0000-0000000000aa\"}' does not reference an existing 'services' entity.",
            error.Message);
    }

    [Fact]
    public void Insert_ReferenceByName_ResolvesOrSaysWhich()
    {
        var set = Added(_empty, EntityTypes.Services, "{'name': 'x', 'host': 'a'}");

        var found = set.Insert(EntityTypes.Routes, Json.Of("{'paths': ['/x'], 'service': {'name': 'x'}}"));
        var missing = set.Insert(EntityTypes.Routes, Json.Of("{'paths': ['/x'], 'service': {'name': 'y'}}"));

        Assert.Equal(set.Find(EntityTypes.Services, "x")!.Id.ToString(), found.Entity!.Fields["service"]!["id"]!.GetValue<string>());
        Assert.Equal(13, missing.Error!.Code);
        Assert.Contains("{name=\"y\"}", missing.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Insert_SamePluginInSameScope_IsUniqueViolation()
    {
        var set = Added(_empty, EntityTypes.Services, "{'name': 'x', 'host': 'a'}");
        set = Added(set, EntityTypes.Plugins, "{'name': 'key-auth'}");
        set = Added(set, EntityTypes.Plugins, "{'name': 'key-auth', 'service': {'name': 'x'}}");

        var global = set.Insert(EntityTypes.Plugins, Json.Of("{'name': 'key-auth'}"));
        var scoped = set.Insert(EntityTypes.Plugins, Json.Of("{'name': 'key-auth', 'service': {'name': 'x'}}"));

        Assert.Equal(5, global.Error!.Code);
        Assert.Equal(
            "UNIQUE violation detected on '{consumer=null,name=\"key-auth\",route=null,service=null}'", global.Error.Message);
        Assert.Equal(5, scoped.Error!.Code);
    }

    [Fact]
    public void Upsert_NewName_CreatesUnderTheNameOfTheUrl()
    {
        var outcome = _empty.Upsert(EntityTypes.Services, "from-url", Json.Of("{'name': 'from-body', 'host': 'a'}"));

        Assert.True(outcome.Created);
        Assert.Equal("from-url", outcome.Entity!.Key);
    }

    [Fact]
    public void Upsert_Existing_ReplacesAndKeepsIdAndCreation()
    {
        var set = Added(_empty, EntityTypes.Services, "{'name': 'x', 'host': 'a', 'retries': 1, 'path': '/p'}");
        var before = set.Find(EntityTypes.Services, "x")!;
        _time.Now += TimeSpan.FromSeconds(10);

        var outcome = set.Upsert(EntityTypes.Services, "x", Json.Of("{'host': 'b'}"));

        Assert.False(outcome.Created);
        Assert.Equal(before.Id, outcome.Entity!.Id);
        Assert.Equal(5, outcome.Entity.Fields["retries"]!.GetValue<int>());
        Assert.Null(outcome.Entity.Fields["path"]);
        Assert.Equal(10, outcome.Entity.Fields["updated_at"]!.GetValue<long>() - outcome.Entity.Fields["created_at"]!.GetValue<long>());
        Assert.Equal("a", before.Fields["host"]!.GetValue<string>());
    }

    [Fact]
    public void Upsert_KeyWithoutPathKeyType_IsNotFound()
    {
        var error = _empty.Upsert(EntityTypes.CaCertificates, "name", Json.Of("{'cert': 'x'}")).Error!;

        Assert.Equal(404, error.Http);
        Assert.Equal("{\"message\":\"Not found\"}", error.ToJson().ToJsonString());
    }

    [Fact]
    public void Upsert_GeneratedKeyNotNamed_IsKept()
    {
        var set = Added(_empty, EntityTypes.Consumers, "{'username': 'c'}");
        var inserted = set.Insert(EntityTypes.JwtSecrets, Json.Of("{'consumer': {'username': 'c'}}"));
        var credential = inserted.Entity!;

        var replaced = inserted.Set!.Upsert(
            EntityTypes.JwtSecrets, credential.Id.ToString(), Json.Of("{'consumer': {'username': 'c'}, 'algorithm': 'HS512'}"));

        Assert.Matches("^[A-Za-z0-9]{32}$", credential.Key!);
        Assert.Equal(credential.Key, replaced.Entity!.Key);
        Assert.Equal(credential.Fields["secret"]!.GetValue<string>(), replaced.Entity.Fields["secret"]!.GetValue<string>());
    }

    [Fact]
    public void Patch_Record_MergesAndReplacesListsAndClearsNulls()
    {
        var set = Added(_empty, EntityTypes.Upstreams,
            "{'name': 'u', 'tags': ['a', 'b'], 'host_header': 'h', 'healthchecks': {'threshold': 5, 'active': {'http_path': '/a', 'timeout': 3}}}");

        var outcome = set.Patch(EntityTypes.Upstreams, "u",
            Json.Of("{'tags': ['c'], 'host_header': null, 'healthchecks': {'active': {'http_path': '/b'}}}"));

        var fields = outcome.Entity!.Fields;
        Assert.Equal("[\"c\"]", fields["tags"]!.ToJsonString());
        Assert.Null(fields["host_header"]);
        Assert.Equal(5, fields["healthchecks"]!["threshold"]!.GetValue<int>());
        Assert.Equal(3, fields["healthchecks"]!["active"]!["timeout"]!.GetValue<int>());
        Assert.Equal("/b", fields["healthchecks"]!["active"]!["http_path"]!.GetValue<string>());
    }

    [Fact]
    public void Patch_PluginConfig_MergesRecordsAndReplacesMaps()
    {
        var set = Added(_empty, EntityTypes.Plugins,
            "{'name': 'rate-limiting', 'instance_name': 'p', 'config': {'minute': 5, 'labels': {'a': '1'}, 'redis': {'host': 'r', 'port': 1}}}");

        var outcome = set.Patch(EntityTypes.Plugins, "p", Json.Of("{'config': {'labels': {'b': '2'}, 'redis': {'port': 2}}}"));

        var config = outcome.Entity!.Fields["config"]!;
        Assert.Equal("{\"b\":\"2\"}", config["labels"]!.ToJsonString());
        Assert.Equal(5, config["minute"]!.GetValue<int>());
        Assert.Equal(("r", 2), (config["redis"]!["host"]!.GetValue<string>(), config["redis"]!["port"]!.GetValue<int>()));
    }

    [Fact]
    public void Ttl_OfAKey_CountsFromTheWriteThatSaysIt()
    {
        var set = Added(_empty, EntityTypes.Consumers, "{'username': 'c'}");
        set = Added(set, EntityTypes.KeyAuthCredentials, "{'consumer': {'username': 'c'}, 'key': 'k', 'ttl': 100}");
        _time.Now += TimeSpan.FromSeconds(60);
        Assert.Equal(40, Left(set));

        set = set.Patch(EntityTypes.KeyAuthCredentials, "k", Json.Of("{'ttl': 100}")).Set!;
        Assert.Equal(100, Left(set));
        _time.Now += TimeSpan.FromSeconds(30);
        Assert.Equal(70, Left(set));

        set = set.Patch(EntityTypes.KeyAuthCredentials, "k", Json.Of("{'tags': ['x']}")).Set!;
        Assert.Equal(70, Left(set));
        Assert.Equal(160, set.Find(EntityTypes.KeyAuthCredentials, "k")!.Fields["ttl"]!.GetValue<int>());

        static int Left(EntitySet set) => set.Present(set.Find(EntityTypes.KeyAuthCredentials, "k")!)["ttl"]!.GetValue<int>();
    }

    [Fact]
    public void Patch_FieldToNull_ClearsWhatNeedNotHaveAValue()
    {
        var set = Added(_empty, EntityTypes.Services, "{'name': 'x', 'host': 'a', 'retries': 1}");

        var cleared = set.Patch(EntityTypes.Services, "x", Json.Of("{'retries': null}"));

        Assert.Null(cleared.Entity!.Fields["retries"]);
        Assert.Equal(5, Assert.Single(GatewayConfigurationBuilder.Build(cleared.Set!).Services).Retries);
        Assert.Equal(
            "2 schema violations (host: required field missing; port: required field missing)",
            set.Patch(EntityTypes.Services, "x", Json.Of("{'host': null, 'port': null}")).Error!.Message);
    }

    [Fact]
    public void Patch_Missing_IsNotFound() =>
        Assert.Equal(404, _empty.Patch(EntityTypes.Services, "x", Json.Of("{}")).Error!.Http);

    [Fact]
    public void Patch_HashOn_SwitchesTheAlgorithmUnlessAskedOtherwise()
    {
        var set = Added(_empty, EntityTypes.Upstreams, "{'name': 'u'}");

        var hashed = set.Patch(EntityTypes.Upstreams, "u", Json.Of("{'hash_on': 'ip'}"));
        var back = hashed.Set!.Patch(EntityTypes.Upstreams, "u", Json.Of("{'hash_on': 'none'}"));
        var least = set.Patch(EntityTypes.Upstreams, "u", Json.Of("{'hash_on': 'ip', 'algorithm': 'least-connections'}"));
        var other = hashed.Set.Patch(EntityTypes.Upstreams, "u", Json.Of("{'slots': 20}"));

        Assert.Equal(
            ["consistent-hashing", "round-robin", "least-connections", "consistent-hashing"],
            new[] { hashed, back, least, other }.Select(o => o.Entity!.Fields["algorithm"]!.GetValue<string>()));
    }

    [Fact]
    public void Patch_Password_IsHashedOnlyWhenWritten()
    {
        var set = Added(_empty, EntityTypes.Consumers, "{'username': 'c', 'id': '6e9aa4c0-6f0a-4b0e-9a53-1d2a7a3f7a01'}");
        set = Added(set, EntityTypes.BasicAuthCredentials, "{'username': 'u', 'password': 'secret', 'consumer': {'username': 'c'}}");

        var tagged = set.Patch(EntityTypes.BasicAuthCredentials, "u", Json.Of("{'tags': ['t']}"));
        var changed = set.Patch(EntityTypes.BasicAuthCredentials, "u", Json.Of("{'password': 'other'}"));

        // SHA-1 of secret6e9aa4c0-6f0a-4b0e-9a53-1d2a7a3f7a01
        Assert.Equal("efe5e4538ae6b2e021589d95aee530f20df61f17", tagged.Entity!.Fields["password"]!.GetValue<string>());
        Assert.NotEqual(
            tagged.Entity.Fields["password"]!.GetValue<string>(), changed.Entity!.Fields["password"]!.GetValue<string>());
        Assert.Matches("^[0-9a-f]{40}$", changed.Entity.Fields["password"]!.GetValue<string>());
    }

    [Fact]
    public void Delete_ServiceWithRoutes_IsRefusedAndWithPluginsIsNot()
    {
        var set = Added(_empty, EntityTypes.Services, "{'name': 'x', 'host': 'a'}");
        set = Added(set, EntityTypes.Plugins, "{'name': 'key-auth', 'service': {'name': 'x'}}");
        var routed = Added(set, EntityTypes.Routes, "{'paths': ['/x'], 'service': {'name': 'x'}}");

        var refused = routed.Delete(EntityTypes.Services, "x");
        var done = set.Delete(EntityTypes.Services, "x");

        Assert.Equal(4, refused.Error!.Code);
        Assert.Equal("an existing 'routes' entity references this 'services' entity", refused.Error.Message);
        Assert.Equal(0, done.Set!.Count);
    }

    [Fact]
    public void Delete_Consumer_TakesCredentialsGroupsAndPlugins()
    {
        var set = Added(_empty, EntityTypes.Consumers, "{'username': 'c'}");
        set = Added(set, EntityTypes.KeyAuthCredentials, "{'consumer': {'username': 'c'}}");
        set = Added(set, EntityTypes.Acls, "{'consumer': {'username': 'c'}, 'group': 'g'}");
        set = Added(set, EntityTypes.Plugins, "{'name': 'rate-limiting', 'config': {'minute': 1}, 'consumer': {'username': 'c'}}");
        set = Added(set, EntityTypes.Consumers, "{'username': 'other'}");

        var done = set.Delete(EntityTypes.Consumers, "c").Set!;

        Assert.Equal(5, set.Count);
        Assert.Equal("other", Assert.Single(done.All(EntityTypes.Consumers)).Key);
        Assert.Equal(1, done.Count);
    }

    [Fact]
    public void Delete_Missing_SucceedsAtTopAndIsNotFoundBelowAParent()
    {
        var set = Added(_empty, EntityTypes.Services, "{'name': 'x', 'host': 'a'}");
        var parent = new ParentScope("service", set.Find(EntityTypes.Services, "x")!.Id);

        Assert.True(set.Delete(EntityTypes.Routes, "nobody").Succeeded);
        Assert.Equal(404, set.Delete(EntityTypes.Routes, "nobody", parent).Error!.Http);
    }

    [Fact]
    public void Delete_ThenInsertSameName_IsFreeAgain()
    {
        var set = Added(_empty, EntityTypes.Services, "{'name': 'x', 'host': 'a'}");
        set = set.Delete(EntityTypes.Services, "x").Set!;

        Assert.True(set.Insert(EntityTypes.Services, Json.Of("{'name': 'x', 'host': 'a'}")).Succeeded);
    }

    [Fact]
    public void Patch_Rename_FreesTheOldName()
    {
        var set = Added(_empty, EntityTypes.Services, "{'name': 'x', 'host': 'a'}");
        set = set.Patch(EntityTypes.Services, "x", Json.Of("{'name': 'y'}")).Set!;

        Assert.Null(set.Find(EntityTypes.Services, "x"));
        Assert.True(set.Insert(EntityTypes.Services, Json.Of("{'name': 'x', 'host': 'a'}")).Succeeded);
        Assert.Equal(5, set.Insert(EntityTypes.Services, Json.Of("{'name': 'y', 'host': 'a'}")).Error!.Code);
    }

    [Fact]
    public void Children_OfParent_AreFoundWrittenAndKeptApart()
    {
        var set = Added(Added(_empty, EntityTypes.Upstreams, "{'name': 'u'}"), EntityTypes.Upstreams, "{'name': 'v'}");
        var u = new ParentScope("upstream", set.Find(EntityTypes.Upstreams, "u")!.Id);
        var v = new ParentScope("upstream", set.Find(EntityTypes.Upstreams, "v")!.Id);
        set = set.Insert(EntityTypes.Targets, Json.Of("{'target': 'a.test'}"), u).Set!;

        Assert.NotNull(set.Find(EntityTypes.Targets, "a.test:8000", u));
        Assert.NotNull(set.Find(EntityTypes.Targets, "a.test", u));
        Assert.Null(set.Find(EntityTypes.Targets, "a.test:8000", v));
        var id = set.Find(EntityTypes.Targets, "a.test", u)!.Id;
        Assert.Null(set.Find(EntityTypes.Targets, id.ToString(), v));
        Assert.Equal(404, set.Upsert(EntityTypes.Targets, id.ToString(), Json.Of("{'target': 'a.test'}"), v).Error!.Http);
        var both = set.Upsert(EntityTypes.Targets, "a.test:8000", Json.Of("{}"), v);
        Assert.True(both.Created);
        Assert.Equal(2, both.Set!.All(EntityTypes.Targets).Count());
        Assert.Single(both.Set.Children(EntityTypes.Targets, u));
    }

    private static EntitySet Added(EntitySet set, EntityType type, string body)
    {
        var outcome = set.Insert(type, Json.Of(body));
        Assert.True(outcome.Succeeded, outcome.Error?.Message);
        return outcome.Set;
    }
}
