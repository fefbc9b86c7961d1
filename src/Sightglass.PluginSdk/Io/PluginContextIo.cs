using Sightglass.Tracing.Recording;

namespace Sightglass.PluginSdk.Io;

/// <summary>Where the I/O of a request is recorded.</summary>
public static class PluginContextIo
{
    /// <summary>
    /// The place for spans of calls made now: under the plugin that is running. Take it before the first call of a handler; calls that
    /// run side by side may share it. Records nothing when no debug session wants the request.
    /// </summary>
    public static IoScope IoScope(this PluginContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Trace is { } trace ? trace.Io(trace.Current) : default;
    }
}
