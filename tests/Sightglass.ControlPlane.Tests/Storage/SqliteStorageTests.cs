using Microsoft.Data.Sqlite;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Sqlite;
using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Storage;

public sealed class SqliteStorageTests : StorageContract
{
    private readonly TemporaryDirectory _directory = new();

    private string DatabaseFile => Path.Combine(_directory.Path, SqliteStorage.FileName);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public void Open_NewFile_IsForItsOwnerOnly() => Assert.Equal(FileModes.OwnerOnly, FileModes.Of(DatabaseFile));

    [Fact]
    public void Description_NamesTheEngine() => Assert.Matches(@"^SQLite 3\.\d+\.\d+ \((libsqlite3\.so\.0|bundled)\)$", Storage.Description);

    [Fact]
    public async Task Open_FileOfANewerVersion_IsRefused()
    {
        await Storage.DisposeAsync();
        await using (var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA user_version = {Migrations.Latest + 1}";
            command.ExecuteNonQuery();
        }

        var error = Assert.Throws<StorageException>(() => SqliteStorage.Open(_directory.Path));

        Assert.Contains("newer program", error.Message, StringComparison.Ordinal);
        await using (var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA user_version = {Migrations.Latest}";
            command.ExecuteNonQuery();
        }

        await ReopenClosedAsync();
    }

    [Fact]
    public void Open_NoDatabase_SaysSo()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(Path.Combine(directory.Path, SqliteStorage.FileName), new string('x', 5000));

        var error = Assert.Throws<StorageException>(() => SqliteStorage.Open(directory.Path));

        Assert.Contains(SqliteStorage.FileName, error.Message, StringComparison.Ordinal);
    }

    private protected override Task<IStorage> OpenAsync() => Task.FromResult<IStorage>(SqliteStorage.Open(_directory.Path));

    private async Task ReopenClosedAsync() => await InitializeAsync();
}
