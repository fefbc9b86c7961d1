using System.Collections.Immutable;
using Sightglass.Cluster;
using Sightglass.Cluster.Messages;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>What a node must be able to do for a session.</summary>
internal static class SessionRequirements
{
    /// <summary>Why the node cannot take part; null when it can.</summary>
    public static string? Missing(CaptureSpec capture, ImmutableArray<string> capabilities)
    {
        var missing = Needed(capture).Where(capability => !capabilities.Contains(capability)).ToArray();
        return missing.Length == 0 ? null : $"The node lacks {string.Join(", ", missing)}: upgrade it, or switch tracing on there (active_tracing).";
    }

    /// <summary>Whether the node can give what it kept. One that cannot takes part all the same, from now on.</summary>
    public static bool LooksBack(ImmutableArray<string> capabilities) => capabilities.Contains(Capabilities.DebugLookback);

    private static IEnumerable<string> Needed(CaptureSpec capture)
    {
        yield return Capabilities.DebugTraces;
        if (capture.Logs.Enabled)
        {
            yield return Capabilities.DebugLogs;
        }

        if (capture.Payload.Enabled)
        {
            foreach (var point in capture.Payload.Points)
            {
                yield return $"debug.payload.{point}";
            }
        }
    }
}
