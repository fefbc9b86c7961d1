using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Sightglass.ControlPlane.Storage.Sqlite;

/// <summary>
/// One database file in WAL mode: one connection that writes, one transaction after the other, and a few that read beside it. SQLite's calls
/// block, so all of them run on pool threads, never on the caller's.
/// </summary>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    private const int MaxReaders = 4;

    private readonly string _connectionString;
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SemaphoreSlim _reading = new(MaxReaders, MaxReaders);
    private readonly ConcurrentBag<SqliteConnection> _idleReaders = [];

    private SqliteDatabase(string connectionString, SqliteConnection writer)
    {
        _connectionString = connectionString;
        _writer = writer;
        EngineVersion = writer.ServerVersion;
    }

    public string EngineVersion { get; }

    /// <summary>Opens the file, making it (readable by its owner only) and bringing its tables up to date where needed.</summary>
    /// <exception cref="StorageException">It cannot be opened, is no database, or was made by a newer version.</exception>
    public static SqliteDatabase Open(string path)
    {
        SqliteLibrary.Initialize();
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString();
        SqliteConnection? writer = null;
        try
        {
            CreateFile(path);
            writer = Connect(connectionString);
            writer.Execute("PRAGMA journal_mode = WAL");
            Migrations.Apply(writer, path);
            return new SqliteDatabase(connectionString, writer);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            writer?.Dispose();
            throw new StorageException($"The database {path} cannot be opened: {e.Message}", e);
        }
        catch
        {
            writer?.Dispose();
            throw;
        }
    }

    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(
                () =>
                {
                    var connection = _idleReaders.TryTake(out var idle) ? idle : Connect(_connectionString);
                    try
                    {
                        return read(connection);
                    }
                    finally
                    {
                        _idleReaders.Add(connection);
                    }
                },
                cancellationToken);
        }
        catch (SqliteException e)
        {
            throw new StorageException($"Reading failed: {e.Message}", e);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Runs <paramref name="write"/> in a transaction of its own. Once begun it is not cancelled.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> write, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(
                () =>
                {
                    _writer.Execute("BEGIN IMMEDIATE");
                    try
                    {
                        var result = write(_writer);
                        _writer.Execute("COMMIT");
                        return result;
                    }
                    catch
                    {
                        RollBack();
                        throw;
                    }
                },
                CancellationToken.None);
        }
        catch (SqliteException e)
        {
            throw new StorageException($"Writing failed: {e.Message}", e);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Copies the log into the file and empties it, so that what was deleted is not left in it either.</summary>
    public async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await Task.Run(() => _writer.Execute("PRAGMA wal_checkpoint(TRUNCATE)"), CancellationToken.None);
        }
        catch (SqliteException e)
        {
            throw new StorageException($"Writing failed: {e.Message}", e);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        for (var i = 0; i < MaxReaders; i++)
        {
            await _reading.WaitAsync();
        }

        while (_idleReaders.TryTake(out var reader))
        {
            await reader.DisposeAsync();
        }

        await _writer.DisposeAsync();
        _writing.Dispose();
        _reading.Dispose();
    }

    private void RollBack()
    {
        try
        {
            _writer.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has ended the transaction itself (disk full, I/O error); the first error is the one to tell.
        }
    }

    private static SqliteConnection Connect(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();

            // FULL: what was answered with success is on the disk. secure_delete: what was deleted is overwritten.
            connection.Execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 10000;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void CreateFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
    }
}
