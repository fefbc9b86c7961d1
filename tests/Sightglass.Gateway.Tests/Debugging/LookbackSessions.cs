using Sightglass.Cluster.Messages;
using Sightglass.Gateway.Debugging;

namespace Sightglass.Gateway.Tests.Debugging;

/// <summary>Makes sessions that look back.</summary>
internal static class LookbackSessions
{
    public static SessionSpec Spec(string? expression = null, bool lookback = true, int share = 100) => new()
    {
        Id = Guid.NewGuid(),
        Expression = expression,
        Lookback = lookback,
        EndsInMs = 600_000,
        TraceShare = share,
    };

    public static DebugSession New(bool lookback)
    {
        var spec = Spec(lookback: lookback);
        return SessionRule.TryCreate(spec, out var rule, out var problem) ? new DebugSession(spec, rule) : throw new InvalidOperationException(problem);
    }
}
