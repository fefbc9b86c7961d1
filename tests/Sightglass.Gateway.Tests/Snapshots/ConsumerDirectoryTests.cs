using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Snapshots;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Snapshots;

public sealed class ConsumerDirectoryTests
{
    private static readonly ConsumerConfig Alice = new()
    {
        Id = Configurations.Id(1),
        Username = "alice",
        CustomId = "bob",
        Credentials = [new CredentialConfig(Configurations.Id(11), "keyauth_credentials", "key-1", [])],
    };

    private static readonly ConsumerConfig Bob = new() { Id = Configurations.Id(2), Username = "bob" };

    private readonly ConsumerDirectory _directory = new([Alice, Bob]);

    [Theory]
    [InlineData("alice", 1)]
    [InlineData("bob", 2)]
    [InlineData("00000000-0000-4000-8000-000000000001", 1)]
    public void TryFindConsumer_IdOrName_UsernameWinsOverCustomId(string name, int expected)
    {
        Assert.True(_directory.TryFindConsumer(name, out var consumer));
        Assert.Equal(Configurations.Id(expected), consumer.Id);
    }

    [Theory]
    [InlineData("ALICE")]
    [InlineData("")]
    public void TryFindConsumer_Unknown_IsFalse(string name) => Assert.False(_directory.TryFindConsumer(name, out _));

    [Fact]
    public void TryFindCredential_ByTypeAndKey()
    {
        Assert.True(_directory.TryFindCredential("keyauth_credentials", "key-1", out var credential, out var consumer));
        Assert.Equal((Configurations.Id(11), Alice.Id), (credential.Id, consumer.Id));
        Assert.False(_directory.TryFindCredential("jwt_secrets", "key-1", out _, out _));
    }
}
