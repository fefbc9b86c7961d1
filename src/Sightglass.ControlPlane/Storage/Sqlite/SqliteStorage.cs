namespace Sightglass.ControlPlane.Storage.Sqlite;

/// <summary>The embedded storage: one SQLite file in the data directory.</summary>
internal sealed class SqliteStorage : IStorage
{
    public const string FileName = "sightglass.db";

    private readonly SqliteDatabase _database;

    private SqliteStorage(SqliteDatabase database)
    {
        _database = database;
        ControlPlanes = new SqliteControlPlaneStore(database);
        Certificates = new SqliteCertificateStore(database);
        Nodes = new SqliteNodeStore(database);
        Entities = new SqliteEntityStore(database);
        Sessions = new SqliteSessionStore(database);
        Traces = new SqliteTraceStore(database);
        Uploads = new SqliteUploadStore(database);
        Identity = new SqliteIdentityStore(database);
        Audit = new SqliteAuditStore(database);
    }

    public string Description => $"SQLite {_database.EngineVersion} ({SqliteLibrary.Source})";

    public IControlPlaneStore ControlPlanes { get; }

    public ICertificateStore Certificates { get; }

    public INodeStore Nodes { get; }

    public IEntityStore Entities { get; }

    public ISessionStore Sessions { get; }

    public ITraceStore Traces { get; }

    public IUploadStore Uploads { get; }

    public IIdentityStore Identity { get; }

    public IAuditStore Audit { get; }

    /// <summary>Opens the storage in a directory that exists.</summary>
    /// <exception cref="StorageException">It cannot be opened.</exception>
    public static SqliteStorage Open(string dataDirectory) => new(SqliteDatabase.Open(Path.Combine(dataDirectory, FileName)));

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
