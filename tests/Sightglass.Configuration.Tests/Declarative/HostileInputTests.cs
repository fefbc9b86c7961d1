using System.Text.Json.Nodes;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Routing;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Tests.Declarative;

/// <summary>Whatever comes in, what comes out is a result with errors, not an exception.</summary>
public sealed class HostileInputTests
{
    private static readonly string[] Odd =
    [
        "null", "[]", "{}", "\"\"", "\"x\"", "\"*\"", "\"[\"", "\":\"", "\"/\"", "\"~/(\"", "-1", "1e400", "9223372036854775808", "1.5", "true",
        "[null]", "[[]]", "[{}]", "{\"id\":null}", "{\"id\":\"x\"}", "{\"name\":1}", "{\"\":\"\"}", "{\"a\":null}", "{\"a\":[null]}", "\"\\ud800\"",
        "\"https://\"", "\"-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\"",
    ];

    [Fact]
    public void Validate_OddValueInEveryField_NeverThrows()
    {
        var plain = EntitySet.Empty(TestPlugins.Validator());
        var expressions = EntitySet.Empty(new EntityValidator(new ValidationOptions { RouterFlavor = RouterFlavor.Expressions }));
        foreach (var type in EntityTypes.All)
        {
            EntitySet[] sets = type == EntityTypes.Routes ? [plain, expressions] : [plain];
            foreach (var field in Names(type).Append("url").Append("snis"))
            {
                foreach (var odd in Odd)
                {
                    var body = Valid(type);
                    body[field] = JsonNode.Parse(odd);
                    foreach (var set in sets)
                    {
                        _ = set.Insert(type, body);
                        _ = set.Upsert(type, "some-key", body);
                        var declared = new JsonObject { ["_format_version"] = "3.0", [type.Name] = new JsonArray(body.DeepClone()) };
                        _ = DeclarativeConfiguration.Load(declared, set.Validator).ErrorBody(flatten: true);
                    }
                }
            }
        }
    }

    [Fact]
    public void Validate_OddValueInEveryHealthcheckField_NeverThrows()
    {
        var healthchecks = EntityTypes.Upstreams.Schema.Fields.Single(f => f.Name == "healthchecks");
        foreach (var path in Paths(healthchecks))
        {
            foreach (var odd in Odd)
            {
                var body = Valid(EntityTypes.Upstreams);
                var at = body;
                foreach (var part in path[..^1])
                {
                    at = at[part] as JsonObject ?? (JsonObject)(at[part] = new JsonObject());
                }

                at[path[^1]] = JsonNode.Parse(odd);
                _ = EntitySet.Empty(TestPlugins.Validator()).Insert(EntityTypes.Upstreams, body);
            }
        }
    }

    [Theory]
    [InlineData("nested")]
    [InlineData("version-2.1")]
    public void Load_DamagedText_NeverThrows(string name)
    {
        var folder = Path.Combine(GoldenTests.Root(), name);
        var text = File.ReadAllText(Assert.Single(Directory.GetFiles(folder, "input.*")));
        var random = new Random(20250601);
        const string Inserted = "{}[]:,-&*!|>'\"%@`#\t\n ~<0";
        for (var i = 0; i < 300; i++)
        {
            var at = random.Next(text.Length);
            var damaged = random.Next(3) switch
            {
                0 => text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at)),
                1 => text.Insert(at, Inserted[random.Next(Inserted.Length)].ToString()),
                _ => text[..at],
            };

            var result = DeclarativeConfiguration.Load(damaged, TestPlugins.Validator());

            Assert.Equal(result.Errors.IsEmpty, result.Entities is not null);
        }
    }

    [Fact]
    public void Load_TooLongOrTooMany_IsRefusedBeforeItIsBuilt()
    {
        var options = new LoadOptions { MaxLength = 100, MaxValues = 10 };

        var tooLong = DeclarativeConfiguration.Load(new string('x', 101), TestPlugins.Validator(), options);
        var tooMany = DeclarativeConfiguration.Load("[1,2,3,4,5,6,7,8,9,10,11]", TestPlugins.Validator(), options);

        Assert.Contains("at most 100", Assert.Single(tooLong.Errors).Message, StringComparison.Ordinal);
        Assert.Contains("more than 10 values", Assert.Single(tooMany.Errors).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(EntityType type) => type.Schema.Fields.Select(f => f.Name);

    private static IEnumerable<string[]> Paths(FieldSchema field) => field.Fields is null
        ? [[field.Name]]
        : field.Fields.Fields.SelectMany(Paths).Select(p => (string[])[field.Name, .. p]).Append([field.Name]);

    private static JsonObject Valid(EntityType type) => type.Name switch
    {
        "services" => Json.Of("{'host': 'a.test'}"),
        "routes" => Json.Of("{'paths': ['/x']}"),
        "upstreams" => Json.Of("{'name': 'u'}"),
        "targets" => Json.Of("{'target': 'a.test'}"),
        "consumers" => Json.Of("{'username': 'u'}"),
        "plugins" => Json.Of("{'name': 'rate-limiting', 'config': {'minute': 1}}"),
        "certificates" => new JsonObject { ["cert"] = TestCertificates.Ec.Cert, ["key"] = TestCertificates.Ec.Key },
        "snis" => Json.Of("{'name': 'a.test'}"),
        "ca_certificates" => new JsonObject { ["cert"] = TestCertificates.Authority },
        _ => Json.Of("{'username': 'u', 'group': 'g', 'key': 'k', 'password': 'p'}"),
    };
}
