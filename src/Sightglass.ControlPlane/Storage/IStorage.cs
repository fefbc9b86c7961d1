namespace Sightglass.ControlPlane.Storage;

/// <summary>
/// Everything the control plane keeps. Every method is atomic: it happens whole or not at all, and what it returned is durable. Secrets and
/// captured data come in encrypted or hashed already; the storage never sees them in the clear.
/// </summary>
internal interface IStorage : IAsyncDisposable
{
    /// <summary>What it is, for the log: for example <c>SQLite 3.40.1 (libsqlite3.so.0)</c>.</summary>
    string Description { get; }

    IControlPlaneStore ControlPlanes { get; }

    ICertificateStore Certificates { get; }

    INodeStore Nodes { get; }

    IEntityStore Entities { get; }

    ISessionStore Sessions { get; }

    ITraceStore Traces { get; }

    IUploadStore Uploads { get; }

    IIdentityStore Identity { get; }

    IAuditStore Audit { get; }
}
