using Microsoft.Extensions.Logging;
using Sightglass.PluginSdk.Logging;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>What was logged about one request, for plugins that read it. Plugins may write from several threads.</summary>
internal sealed class RequestLogBuffer
{
    /// <summary>Entries of a request at most; what comes then is in the node's log only.</summary>
    public const int Capacity = 1_000;

    private readonly Lock _gate = new();
    private readonly List<RequestLogEntry> _entries = [];

    public void Add(RequestContext context, LogLevel level, string source, string message)
    {
        var span = context.Trace?.Current ?? TraceRecorder.None;
        lock (_gate)
        {
            if (_entries.Count < Capacity)
            {
                _entries.Add(new RequestLogEntry(TraceRecorder.Now(), level, source, message, span));
            }
        }
    }

    public IReadOnlyList<RequestLogEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }
}
