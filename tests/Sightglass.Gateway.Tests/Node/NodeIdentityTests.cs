using Sightglass.Gateway.Node;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Node;

public sealed class NodeIdentityTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Get_OverRestarts_IsTheSame()
    {
        var prefix = _folder.File("made/when/needed");
        var first = NodeIdentity.Get(prefix, null);

        Assert.NotEqual(Guid.Empty, first);
        Assert.Equal(first, NodeIdentity.Get(prefix, null));
        Assert.NotEqual(first, NodeIdentity.Get(_folder.File("another"), null));
    }

    [Fact]
    public void Get_Given_IsTheGivenOneAndKeepsNothing()
    {
        var given = Guid.NewGuid();

        Assert.Equal(given, NodeIdentity.Get(_folder.File("prefix"), given));
        Assert.False(Directory.Exists(_folder.File("prefix")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an id")]
    public void Get_DamagedFile_IsMadeAnew(string text)
    {
        File.WriteAllText(_folder.File("kong.id"), text);

        var id = NodeIdentity.Get(_folder.Path, null);

        Assert.Equal(id.ToString(), File.ReadAllText(_folder.File("kong.id")));
    }
}
