using Dapper;
using Microsoft.Data.Sqlite;

namespace Sightglass.ControlPlane.Storage.Sqlite;

/// <summary>The tables, as the steps by which they came about. A step that was released is never changed; another is added.</summary>
internal static class Migrations
{
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE control_planes (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            body TEXT NOT NULL,
            created_at INTEGER NOT NULL
        );
        CREATE TABLE certificates (
            id TEXT PRIMARY KEY,
            control_plane_id TEXT NOT NULL REFERENCES control_planes ON DELETE CASCADE,
            cert TEXT NOT NULL,
            title TEXT,
            fingerprint TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            UNIQUE (control_plane_id, fingerprint)
        );
        CREATE TABLE nodes (
            control_plane_id TEXT NOT NULL REFERENCES control_planes ON DELETE CASCADE,
            id TEXT NOT NULL,
            hostname TEXT NOT NULL,
            version TEXT NOT NULL,
            capabilities TEXT NOT NULL,
            config_hash TEXT NOT NULL,
            last_ping INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (control_plane_id, id)
        ) WITHOUT ROWID;
        CREATE TABLE configurations (
            control_plane_id TEXT PRIMARY KEY REFERENCES control_planes ON DELETE CASCADE,
            hash TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        );
        CREATE TABLE entities (
            control_plane_id TEXT NOT NULL REFERENCES control_planes ON DELETE CASCADE,
            collection TEXT NOT NULL,
            id TEXT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (control_plane_id, collection, id)
        ) WITHOUT ROWID;
        CREATE TABLE sessions (
            id TEXT PRIMARY KEY,
            control_plane_id TEXT NOT NULL REFERENCES control_planes ON DELETE CASCADE,
            name TEXT NOT NULL,
            state TEXT NOT NULL,
            created_by TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            max_traces INTEGER NOT NULL,
            trace_count INTEGER NOT NULL,
            rejected_count INTEGER NOT NULL,
            last_event_id INTEGER NOT NULL,
            closed INTEGER NOT NULL,
            body TEXT NOT NULL,
            nodes TEXT NOT NULL,
            wrapped_key BLOB NOT NULL,
            master_key_id TEXT NOT NULL
        );
        CREATE INDEX sessions_by_time ON sessions (control_plane_id, created_at, id);
        CREATE INDEX sessions_by_expiry ON sessions (expires_at);
        CREATE INDEX sessions_open ON sessions (id) WHERE closed = 0;
        CREATE TABLE session_events (
            session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
            id INTEGER NOT NULL,
            type TEXT NOT NULL,
            data TEXT NOT NULL,
            PRIMARY KEY (session_id, id)
        ) WITHOUT ROWID;
        CREATE TABLE traces (
            session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
            request_id TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            item BLOB NOT NULL,
            document BLOB NOT NULL,
            PRIMARY KEY (session_id, request_id)
        );
        CREATE INDEX traces_by_time ON traces (session_id, started_at, request_id);
        CREATE TABLE uploads (
            id TEXT PRIMARY KEY,
            owner_id TEXT NOT NULL,
            file_name TEXT NOT NULL,
            wrapped_key BLOB NOT NULL,
            master_key_id TEXT NOT NULL,
            trace_count INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        );
        CREATE TABLE uploaded_traces (
            upload_id TEXT NOT NULL REFERENCES uploads ON DELETE CASCADE,
            request_id TEXT NOT NULL,
            position INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            item BLOB NOT NULL,
            document BLOB NOT NULL,
            PRIMARY KEY (upload_id, request_id)
        );
        CREATE TABLE users (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE,
            password_hash TEXT NOT NULL,
            created_at INTEGER NOT NULL
        );
        CREATE TABLE role_assignments (
            user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
            role TEXT NOT NULL,
            entity_id TEXT
        );
        CREATE INDEX role_assignments_by_user ON role_assignments (user_id);
        CREATE TABLE tokens (
            id TEXT PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
            name TEXT NOT NULL,
            hash TEXT NOT NULL UNIQUE,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            revoked_at INTEGER,
            last_used_at INTEGER
        );
        CREATE TABLE audit_log (
            id TEXT PRIMARY KEY,
            at INTEGER NOT NULL,
            type TEXT NOT NULL,
            action TEXT NOT NULL,
            granted INTEGER NOT NULL,
            principal_id TEXT,
            principal_name TEXT,
            control_plane_id TEXT,
            resource_id TEXT,
            client_ip TEXT,
            trace_id TEXT,
            user_agent TEXT
        );
        CREATE INDEX audit_log_by_time ON audit_log (at);
        """,
    ];

    /// <summary>The version a file has after all steps.</summary>
    public static int Latest => Steps.Length;

    public static void Apply(SqliteConnection connection, string path)
    {
        var version = connection.ExecuteScalar<int>("PRAGMA user_version");
        if (version > Latest)
        {
            throw new StorageException(
                $"The database {path} has version {version}; this program knows up to {Latest}. Start the newer program that made it, or restore a backup.");
        }

        for (var step = version; step < Latest; step++)
        {
            connection.Execute($"BEGIN IMMEDIATE; {Steps[step]}; PRAGMA user_version = {step + 1}; COMMIT;");
        }
    }
}
