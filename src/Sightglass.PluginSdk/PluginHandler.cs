using System.Diagnostics.CodeAnalysis;

namespace Sightglass.PluginSdk;

/// <summary>
/// A configured plugin at work. One object serves all requests of its instance at once, so it keeps no request state: that goes into
/// <see cref="PluginContext.Items"/>. A handler runs on the gateway's event loop and must not block; await instead. A handler that
/// throws gives the client 500 <c>An unexpected error occurred</c> and the exception to the log.
/// </summary>
public abstract class PluginHandler : IAsyncDisposable
{
    /// <summary>What it reads of requests that the gateway would not keep for it otherwise.</summary>
    public virtual PluginNeeds Needs => PluginNeeds.None;

    /// <summary>The certificate phase.</summary>
    public virtual ValueTask CertificateAsync(CertificateContext context, CancellationToken cancellationToken) => default;

    /// <summary>The rewrite phase: before routing.</summary>
    public virtual ValueTask RewriteAsync(PluginContext context) => default;

    /// <summary>The access phase: after routing, before an upstream is chosen.</summary>
    public virtual ValueTask AccessAsync(PluginContext context) => default;

    /// <summary>The buffered response phase: <see cref="PluginContext.Response"/> holds the whole upstream response and may be changed.</summary>
    public virtual ValueTask ResponseAsync(PluginContext context) => default;

    /// <summary>Before the response's headers go out: change status and headers of <see cref="PluginContext.Response"/>. Cannot wait.</summary>
    public virtual void HeaderFilter(PluginContext context)
    {
    }

    /// <summary>One piece of the response's body. Cannot wait.</summary>
    [SuppressMessage("Design", "CA1045", Justification = "The piece is replaced in place; a copy per piece would cost every response.")]
    public virtual void BodyFilter(PluginContext context, ref BodyPiece piece)
    {
    }

    /// <summary>After the last byte. Nothing waits for it, but it is bounded by the request's lifetime in the log phase.</summary>
    public virtual ValueTask LogAsync(PluginContext context) => default;

    /// <summary>Releases what the handler holds. Called after the last request that used it.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
