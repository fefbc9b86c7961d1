using System.Collections.Frozen;
using Sightglass.Configuration.Entities;

namespace Sightglass.Gateway.Health;

/// <summary>The thresholds of an upstream's health checks, ready for use (gateway.md 9.3). A threshold of 0 never trips.</summary>
internal sealed class HealthPolicy
{
    public HealthPolicy(HealthchecksConfig config)
    {
        var active = config.Active;
        var passive = config.Passive;
        Threshold = config.Threshold;
        Enabled = active.HealthyInterval > 0 || active.UnhealthyInterval > 0
            || passive.UnhealthyTcpFailures > 0 || passive.UnhealthyTimeouts > 0 || passive.UnhealthyHttpFailures > 0;
        Active = new Limits(
            active.HealthySuccesses,
            active.UnhealthyTcpFailures,
            active.UnhealthyTimeouts,
            active.UnhealthyHttpFailures,
            active.HealthyHttpStatuses.ToFrozenSet(),
            active.UnhealthyHttpStatuses.ToFrozenSet());

        // Traffic never brings a peer back: a peer that is out gets none, and a late answer says little.
        Passive = new Limits(
            0,
            passive.UnhealthyTcpFailures,
            passive.UnhealthyTimeouts,
            passive.UnhealthyHttpFailures,
            passive.HealthyHttpStatuses.ToFrozenSet(),
            passive.UnhealthyHttpStatuses.ToFrozenSet());
    }

    /// <summary>No checks.</summary>
    public static HealthPolicy Off { get; } = new(new HealthchecksConfig());

    /// <summary>Whether any check can find a peer unhealthy.</summary>
    public bool Enabled { get; }

    /// <summary>Percent of the weight, 0–100; the upstream is healthy while more than this is available.</summary>
    public double Threshold { get; }

    public Limits Active { get; }

    public Limits Passive { get; }

    public Limits For(HealthCheckKind kind) => kind == HealthCheckKind.Active ? Active : Passive;

    /// <summary>How many of each it takes, and which statuses count as what.</summary>
    internal sealed record Limits(
        int Successes, int TcpFailures, int Timeouts, int HttpFailures, FrozenSet<int> HealthyStatuses, FrozenSet<int> UnhealthyStatuses);
}
