using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Configuration.Entities;
using Sightglass.PluginSdk.Logging;
using Sightglass.Tracing.Recording;

namespace Sightglass.PluginSdk;

/// <summary>
/// One request as a plugin sees it. Valid only while a handler runs for it: objects are reused for the next request, so nothing of it
/// may be kept.
/// </summary>
public abstract class PluginContext
{
    /// <summary>The gateway's id of the request: 32 lower-case hex digits.</summary>
    public abstract string RequestId { get; }

    /// <summary>What the client sent.</summary>
    public abstract PluginRequest Request { get; }

    /// <summary>What the upstream will get. Changes have an effect in rewrite and access only.</summary>
    public abstract PluginServiceRequest ServiceRequest { get; }

    /// <summary>What the client gets.</summary>
    public abstract PluginResponse Response { get; }

    /// <summary>Who the client is.</summary>
    public abstract PluginClient Client { get; }

    /// <summary>The matched route; null before routing and when nothing matched.</summary>
    public abstract RouteConfig? Route { get; }

    /// <summary>The matched route's service.</summary>
    public abstract ServiceConfig? Service { get; }

    /// <summary>The consumers and credentials of the configuration that this request runs on.</summary>
    public abstract IConsumerDirectory Consumers { get; }

    /// <summary>Values shared among plugins and phases of this request. Made on first use.</summary>
    public abstract IDictionary<string, object?> Items { get; }

    /// <summary>Fields added to the log record by plugins (dotted keys make objects). Made on first use.</summary>
    public abstract IDictionary<string, object?> LogFields { get; }

    /// <summary>The recorder of this request; null when nobody wants it recorded.</summary>
    public abstract TraceRecorder? Trace { get; }

    /// <summary>Asks for the request to be recorded to its end; for a handler that <see cref="PluginHandler.Needs"/> the trace, in access.</summary>
    public virtual void KeepTrace()
    {
    }

    /// <summary>What was logged about this request so far, where a handler <see cref="PluginHandler.Needs"/> it; empty otherwise.</summary>
    public virtual IReadOnlyList<RequestLogEntry> Logs => [];

    /// <summary>How long what took: complete in the log phase.</summary>
    public abstract RequestTimings Timings { get; }

    /// <summary>Who answered: <c>service</c>, <c>exit</c> or <c>error</c>.</summary>
    public abstract string ResponseSource { get; }

    /// <summary>The client's connection.</summary>
    public virtual ConnectionInfo Connection => default;

    /// <summary>The attempts to reach the upstream, in order; complete in the log phase.</summary>
    public virtual IReadOnlyList<UpstreamTry> Tries => [];

    /// <summary>
    /// The log for what is about this request: it goes to the node's log at the node's level, and to the debug sessions that capture
    /// this request's logs at theirs.
    /// </summary>
    public virtual ILogger Log => NullLogger.Instance;

    /// <summary>Signalled when the client is gone.</summary>
    public abstract CancellationToken Aborted { get; }

    /// <summary>The clock.</summary>
    public abstract TimeProvider Time { get; }

    /// <summary>
    /// Ends the request with an error in the gateway's own format: chosen by the client's <c>Accept</c>, with the request id
    /// (gateway.md 6, first producer).
    /// </summary>
    /// <param name="status">The status code, 100–599.</param>
    /// <param name="message">The message; escaped as the format needs.</param>
    public abstract void ExitWithError(int status, string message);

    /// <summary>Ends the request with a given body (gateway.md 6, third producer).</summary>
    /// <param name="status">The status code, 100–599.</param>
    /// <param name="body">The body; may be empty.</param>
    /// <param name="contentType">Its type; null for none.</param>
    public abstract void Exit(int status, ReadOnlyMemory<byte> body, string? contentType);

    /// <summary>
    /// Ends the request with a response that an upstream gave before: set its headers on <see cref="Response"/> first. It carries the headers
    /// that the gateway adds to proxied responses (gateway.md 8.3).
    /// </summary>
    /// <param name="status">The status code, 100–599.</param>
    /// <param name="body">The body; may be empty.</param>
    public abstract void ExitAsProxied(int status, ReadOnlyMemory<byte> body);

    /// <summary>Whether a plugin or the gateway has already ended the request.</summary>
    public abstract bool HasExited { get; }
}
