using Sightglass.Gateway.ControlPlaneLink;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.ControlPlaneLink;

public sealed class LastConfigurationTests : IDisposable
{
    private const string FileName = "config.cache.json";
    private const string Saved = """{"hash":"1","config":{}}""";
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Save_ThenRead_GivesTheSame()
    {
        var last = new LastConfiguration(_folder.File("made/when/needed"));
        await last.SaveAsync("""{"hash":"0","config":{}}""", CancellationToken.None);
        await last.SaveAsync(Saved, CancellationToken.None);

        Assert.Equal(Saved, last.TryRead(out var problem));
        Assert.Null(problem);
        Assert.Equal([FileName], Directory.GetFiles(_folder.File("made/when/needed")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Save_OnUnix_IsForTheOwnerOnly()
    {
        await new LastConfiguration(_folder.Path).SaveAsync(Saved, CancellationToken.None);

        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("file modes are those of Unix");
        }
        else
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File(FileName)));
        }
    }

    [Fact]
    public async Task Save_CancelledHalfWay_LeavesTheOldOne()
    {
        var last = new LastConfiguration(_folder.Path);
        await last.SaveAsync(Saved, CancellationToken.None);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => last.SaveAsync("{\"hash\":\"2\"", new CancellationToken(canceled: true)));

        Assert.Equal(Saved, last.TryRead(out _));
    }

    [Fact]
    public void TryRead_NothingSaved_IsNoProblem()
    {
        Assert.Null(new LastConfiguration(_folder.File("absent")).TryRead(out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"hash\":\"1\",\"config\":{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"hash\":1,\"config\":{}}")]
    [InlineData("{\"hash\":\"1\",\"config\":[]}")]
    public async Task TryRead_WhatIsNoSavedConfiguration_SaysSo(string text)
    {
        await File.WriteAllTextAsync(_folder.File(FileName), text);

        Assert.Null(new LastConfiguration(_folder.Path).TryRead(out var problem));
        Assert.NotNull(problem);
    }
}
