using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Vaults;

namespace Sightglass.Configuration.Tests.Vaults;

public sealed class SecretResolverTests
{
    private readonly EntitySet _set = EntitySet.Empty(TestPlugins.Validator())
        .Insert(EntityTypes.Vaults, Json.Of("{'name': 'env', 'prefix': 'my-vault', 'config': {'prefix': 'app-'}}")).Set!;

    private SecretResolver Resolver => new(_set, name => name switch
    {
        "REDIS_PASSWORD" => "hunter2",
        "APP_TOKEN" => "t0ken",
        "PAIR" => """{"user": "u", "number": 5}""",
        _ => null,
    });

    [Theory]
    [InlineData("{vault://env/redis-password}", "hunter2")]
    [InlineData("{vault://env/REDIS_PASSWORD}", "hunter2")]
    [InlineData("{vault://env/redis-password?ttl=5}", "hunter2")]
    [InlineData("{vault://my-vault/token}", "t0ken")]
    [InlineData("{vault://env/pair/user}", "u")]
    [InlineData("{vault://env/pair/number}", "5")]
    [InlineData("{vault://env/pair/nobody}", "")]
    [InlineData("{vault://env/redis-password/user}", "")]
    [InlineData("{vault://env/nothing}", "")]
    [InlineData("{vault://no-vault/token}", "")]
    [InlineData("{vault://env}", "{vault://env}")]
    [InlineData("{vault://env/a/b/c}", "{vault://env/a/b/c}")]
    [InlineData("plain", "plain")]
    public void Resolve_Text_GivesTheSecretItStandsFor(string text, string expected) => Assert.Equal(expected, Resolver.Resolve(text));

    [Fact]
    public void Resolve_Record_ReplacesAtEveryDepthAndLeavesTheOriginal()
    {
        var record = Json.Of("{'redis': {'password': '{vault://env/redis-password}', 'port': 1}, 'list': ['{vault://my-vault/token}', 'x', null]}");

        var resolved = Resolver.Resolve(record);

        Assert.Equal("""{"redis":{"password":"hunter2","port":1},"list":["t0ken","x",null]}""", resolved.ToJsonString());
        Assert.Equal("{vault://env/redis-password}", record["redis"]!["password"]!.GetValue<string>());
    }

    [Fact]
    public void Resolve_RecordWithoutReferences_IsTheSame()
    {
        var record = Json.Of("{'a': [1, 'b']}");

        Assert.Same(record, Resolver.Resolve(record));
    }

    [Fact]
    public void Certificate_ByReference_IsKeptAsItIsWritten()
    {
        var outcome = _set.Insert(EntityTypes.Certificates, Json.Of("{'cert': '{vault://env/cert}', 'key': '{vault://env/key}'}"));

        Assert.True(outcome.Succeeded, outcome.Error?.Message);
        Assert.Equal("{vault://env/key}", outcome.Entity!.Fields["key"]!.GetValue<string>());
        Assert.Equal("", Assert.Single(GatewayConfigurationBuilder.Build(outcome.Set).Certificates).Key);
    }
}
