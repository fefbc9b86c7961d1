using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Diff;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Tests.Declarative;

public sealed class RoundTripTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(30).WithReplay(2025, 601);

    [Fact]
    public void Load_Export_IsIdentity() => Prop.ForAll(Sets(), set =>
    {
        foreach (var text in (string[])[ConfigurationWriter.ToYaml(set), ConfigurationWriter.ToJson(set), Lines(set)])
        {
            // Another time: what the export says must win over the clock.
            var back = DeclarativeConfiguration.Load(text, TestPlugins.Validator(new FixedTime { Now = FixedTime.Start.AddDays(3) }));
            Assert.Empty(back.Errors);
            Assert.Equal(ConfigurationWriter.ToJson(set), ConfigurationWriter.ToJson(back.Entities!));
            Assert.True(ConfigurationDiff.Between(set, back.Entities!).IsEmpty);
            Assert.Equal(set.Hash, back.Entities!.Hash);
        }
    }).Check(Runs);

    [Fact]
    public void Patch_WithOwnFields_ChangesNothing() => Prop.ForAll(Sets(), set =>
    {
        foreach (var entity in EntityTypes.All.Where(t => t != EntityTypes.BasicAuthCredentials).SelectMany(set.All))
        {
            var outcome = set.Patch(entity.Type, entity.Id.ToString(), entity.ToJson());
            Assert.True(outcome.Succeeded, outcome.Error?.Message);
            Assert.True(ConfigurationDiff.Between(set, outcome.Set!).IsEmpty);
        }
    }).Check(Runs);

    [Fact]
    public void Upsert_WithOwnFields_ChangesNothing() => Prop.ForAll(Sets(), set =>
    {
        foreach (var entity in EntityTypes.All.Where(t => t != EntityTypes.BasicAuthCredentials).SelectMany(set.All))
        {
            var outcome = set.Upsert(entity.Type, entity.Id.ToString(), entity.ToJson());
            Assert.True(outcome.Succeeded, outcome.Error?.Message);
            Assert.True(ConfigurationDiff.Between(set, outcome.Set!).IsEmpty);
        }
    }).Check(Runs);

    [Fact]
    public void Delete_Everything_LeavesNothingBehind() => Prop.ForAll(Sets(), set =>
    {
        var left = set;
        foreach (var type in EntityTypes.All.Reverse())
        {
            foreach (var entity in set.All(type))
            {
                left = left.Delete(type, entity.Id.ToString()).Set!;
            }
        }

        Assert.Equal(0, left.Count);
        Assert.Equal(ConfigurationHash.Empty, left.Hash);
        // Indexes are empty too: everything can be inserted again.
        var again = DeclarativeConfiguration.Load(set.ToDeclarative(), TestPlugins.Validator());
        Assert.Equal(set.Count, again.Entities!.Count);
    }).Check(Runs);

    private static Arbitrary<EntitySet> Sets()
    {
        var text = Gen.OneOf(
            Gen.Elements("1.10", "on", "null", "~", " x ", "a: b", "- c", "ünï ☃", "'q'", "\"d\"", "#h", "007", "line\nbreak", "\ttab"),
            ArbMap.Default.GeneratorFor<NonEmptyString>().Select(s => s.Get).Where(IsText));
        var service = from name in Gen.Choose(0, 1_000_000)
                      from path in Gen.Elements(null, "/", "/p", "/a%20b")
                      from retries in Gen.Choose(0, 100)
                      from tag in text.Where(t => t.All(c => c is >= ' ' and not (',' or '/' or '\x7f')))
                      select new JsonObject
                      {
                          ["name"] = $"s{name}",
                          ["host"] = "a.test",
                          ["path"] = path,
                          ["retries"] = retries,
                          ["tags"] = new JsonArray(tag),
                      };
        var route = from name in Gen.Choose(0, 1_000_000)
                    from header in text
                    from paths in Gen.Elements("/x", "~/(?<id>[0-9]+)$", "/a b")
                    from strip in ArbMap.Default.GeneratorFor<bool>()
                    select new JsonObject
                    {
                        ["name"] = $"r{name}",
                        ["paths"] = new JsonArray(paths),
                        ["strip_path"] = strip,
                        ["headers"] = new JsonObject { ["x-h"] = new JsonArray(header.Replace("~*", "", StringComparison.Ordinal)) },
                    };
        var plugin = from minute in Gen.Choose(1, 1000)
                     from tolerant in Gen.Elements<bool?>(true, false, null)
                     from label in text
                     from extra in text
                     select new JsonObject
                     {
                         ["name"] = "rate-limiting",
                         ["config"] = new JsonObject
                         {
                             ["minute"] = minute,
                             ["fault_tolerant"] = tolerant,
                             ["labels"] = new JsonObject { [label] = label },
                             ["extra"] = new JsonObject { ["list"] = new JsonArray(extra, 1, true, null) },
                         },
                     };
        var consumer = from name in text
                       from key in text
                       select new JsonObject
                       {
                           ["username"] = name,
                           ["keyauth_credentials"] = new JsonArray(new JsonObject { ["key"] = key }),
                           ["basicauth_credentials"] = new JsonArray(new JsonObject { ["username"] = name, ["password"] = key }),
                           ["acls"] = new JsonArray(new JsonObject { ["group"] = key }),
                       };
        var sets = from services in service.ListOf(3)
                   from routes in route.ListOf(3)
                   from plugins in plugin.ListOf(2)
                   from consumers in consumer.ListOf(2)
                   select Build(services, routes, plugins, consumers);
        return Arb.From(sets);
    }

    private static bool IsText(string text) =>
        text.Length > 0 && text.EnumerateRunes().All(r => r.Value is not (0 or 0xfffd) && r.Value is < 0xd800 or > 0xdfff);

    private static EntitySet Build(
        IEnumerable<JsonObject> services, IEnumerable<JsonObject> routes, IEnumerable<JsonObject> plugins, IEnumerable<JsonObject> consumers)
    {
        var set = EntitySet.Empty(TestPlugins.Validator());
        foreach (var service in services)
        {
            set = set.Insert(EntityTypes.Services, service).Set ?? set;
        }

        foreach (var route in routes)
        {
            route["service"] = set.All(EntityTypes.Services).FirstOrDefault() is { } owner
                ? new JsonObject { ["id"] = owner.Id.ToString() } : null;
            var inserted = set.Insert(EntityTypes.Routes, route);
            Assert.True(inserted.Succeeded || inserted.Error!.Code == 5, inserted.Error?.Message);
            set = inserted.Set ?? set;
        }

        foreach (var plugin in plugins)
        {
            plugin["route"] = set.All(EntityTypes.Routes).LastOrDefault() is { } owner
                ? new JsonObject { ["id"] = owner.Id.ToString() } : null;
            var inserted = set.Insert(EntityTypes.Plugins, plugin);
            Assert.True(inserted.Succeeded || inserted.Error!.Code == 5, inserted.Error?.Message);
            set = inserted.Set ?? set;
        }

        // Nested, through the other door.
        var declared = new JsonObject { ["_format_version"] = "3.0", ["consumers"] = new JsonArray([.. consumers]) };
        var loaded = DeclarativeConfiguration.Load(declared, TestPlugins.Validator());
        if (loaded.Succeeded)
        {
            foreach (var entity in EntityTypes.All.SelectMany(loaded.Entities.All))
            {
                set = set.Add(entity).Set ?? set;
            }
        }

        return set;
    }

    [Fact]
    public void Hash_OfSet_IsThatOfItsContent()
    {
        var set = DeclarativeConfiguration.Load(
            """{"_format_version": "3.0", "services": [{"name": "b", "host": "h", "tags": ["é", "<"]}, {"name": "a", "host": "h"}], "consumers": [{"username": "u"}]}""",
            TestPlugins.Validator()).Entities!;
        var changed = set.Patch(EntityTypes.Services, "a", Json.Of("{'retries': 3}")).Set!;

        foreach (var each in (EntitySet[])[set, changed, set])
        {
            var content = new JsonObject();
            foreach (var type in EntityTypes.All)
            {
                content[type.Name] = new JsonArray([.. each.All(type).Select(Timeless)]);
            }

            Assert.Equal(ConfigurationHash.Of(content), ConfigurationHash.Of(each));
        }

        Assert.NotEqual(set.Hash, changed.Hash);

        static JsonNode Timeless(Entity entity)
        {
            var fields = entity.ToJson();
            fields.Remove("created_at");
            fields.Remove("updated_at");
            return fields;
        }
    }

    private static string Lines(EntitySet set) => System.Text.Encoding.UTF8.GetString(ConfigurationWriter.ToJsonLines(set).Span);
}
