using System.Security.Cryptography;
using Sightglass.ControlPlane.Encryption;
using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Encryption;

public sealed class EncryptionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string KeyFile => Path.Combine(_directory.Path, FileMasterKey.FileName);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void SealedBox_Open_NeedsKeyLabelAndEveryByte()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var box = SealedBox.Seal(key, "text"u8, "label"u8);

        Assert.Equal("text"u8.ToArray(), SealedBox.Open(key, box, "label"u8));
        Assert.ThrowsAny<CryptographicException>(() => SealedBox.Open(key, box, "other"u8));
        Assert.ThrowsAny<CryptographicException>(() => SealedBox.Open(RandomNumberGenerator.GetBytes(32), box, "label"u8));
        Assert.ThrowsAny<CryptographicException>(() => SealedBox.Open(key, box.AsSpan(0, 10), "label"u8));
        for (var i = 0; i < box.Length; i++)
        {
            var changed = (byte[])box.Clone();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => SealedBox.Open(key, changed, "label"u8));
        }
    }

    [Fact]
    public void SealedBox_SameTextTwice_LooksDifferent()
    {
        var key = RandomNumberGenerator.GetBytes(32);

        Assert.NotEqual(SealedBox.Seal(key, "text"u8, []), SealedBox.Seal(key, "text"u8, []));
    }

    [Fact]
    public async Task MasterKey_LoadedAgain_OpensWhatItWrapped()
    {
        var first = FileMasterKey.LoadOrCreate(_directory.Path);
        var wrapped = await first.WrapAsync(new byte[] { 1, 2, 3 }, CancellationToken.None);
        var second = FileMasterKey.LoadOrCreate(_directory.Path);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(new byte[] { 1, 2, 3 }, await second.UnwrapAsync(first.Id, wrapped, CancellationToken.None));
        await Assert.ThrowsAsync<KeyUnavailableException>(() => second.UnwrapAsync(Guid.NewGuid().ToString(), wrapped, CancellationToken.None));
        wrapped[^1] ^= 1;
        await Assert.ThrowsAsync<KeyUnavailableException>(() => second.UnwrapAsync(first.Id, wrapped, CancellationToken.None));
    }

    [Fact]
    public void MasterKey_File_IsForItsOwnerOnlyAndMustStaySo()
    {
        FileModes.SkipOnWindows();
        FileMasterKey.LoadOrCreate(_directory.Path);
        Assert.Equal(FileModes.OwnerOnly, FileModes.Of(KeyFile));

        FileModes.Set(KeyFile, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        Assert.Contains("chmod 600", Assert.Throws<KeyUnavailableException>(() => FileMasterKey.LoadOrCreate(_directory.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an id\nAAAA\n")]
    [InlineData("6f2c1ba0-6b0c-4b1e-9a51-2b9b3d1e0a11\nAAAA\n")]
    [InlineData("6f2c1ba0-6b0c-4b1e-9a51-2b9b3d1e0a11\n***\n")]
    public void MasterKey_Damaged_IsRefusedAndLeftAlone(string content)
    {
        File.WriteAllText(KeyFile, content);
        FileModes.Set(KeyFile, FileModes.OwnerOnly);

        Assert.Contains("damaged", Assert.Throws<KeyUnavailableException>(() => FileMasterKey.LoadOrCreate(_directory.Path)).Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(KeyFile));
    }

    [Fact]
    public async Task DataKeys_ManyOwners_AreUnwrappedAgainWhenForgotten()
    {
        var keys = new DataKeys(FileMasterKey.LoadOrCreate(_directory.Path));
        var owners = new List<(Guid Owner, byte[] Wrapped, string Id, byte[] Box)>();
        for (var i = 0; i < 600; i++)
        {
            var owner = Guid.NewGuid();
            var (key, wrapped, id) = await keys.CreateAsync(owner, CancellationToken.None);
            owners.Add((owner, wrapped, id, key.Seal("text"u8, owner.ToString())));
        }

        foreach (var (owner, wrapped, id, box) in owners)
        {
            var key = await keys.OpenAsync(owner, wrapped, id, CancellationToken.None);
            Assert.Equal("text"u8.ToArray(), key.Open(box, owner.ToString()));
        }

        var (_, _, _, first) = owners[0];
        var other = await keys.OpenAsync(owners[1].Owner, owners[1].Wrapped, owners[1].Id, CancellationToken.None);
        Assert.Throws<KeyUnavailableException>(() => other.Open(first, owners[0].Owner.ToString()));
    }
}
