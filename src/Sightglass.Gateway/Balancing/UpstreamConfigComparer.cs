using Sightglass.Configuration.Entities;

namespace Sightglass.Gateway.Balancing;

/// <summary>Whether two configurations of an upstream mean the same at run time, lists compared by content and tags left aside.</summary>
internal static class UpstreamConfigComparer
{
    public static bool AreSame(UpstreamConfig left, UpstreamConfig right)
        => left with { Targets = [], Tags = right.Tags, Healthchecks = right.Healthchecks }
            == right with { Targets = [] }
            && AreSame(left.Healthchecks, right.Healthchecks)
            && left.Targets.SequenceEqual(right.Targets, static (a, b) => a with { Tags = b.Tags } == b);

    private static bool AreSame(HealthchecksConfig left, HealthchecksConfig right)
    {
        var (active, passive) = (right.Active, right.Passive);
        return left with { Active = active, Passive = passive } == right
            && left.Active with
            {
                Headers = active.Headers,
                HealthyHttpStatuses = active.HealthyHttpStatuses,
                UnhealthyHttpStatuses = active.UnhealthyHttpStatuses,
            } == active
            && left.Active.Headers.SequenceEqual(active.Headers, static (a, b) => a.Name == b.Name && a.Values.SequenceEqual(b.Values))
            && left.Active.HealthyHttpStatuses.SequenceEqual(active.HealthyHttpStatuses)
            && left.Active.UnhealthyHttpStatuses.SequenceEqual(active.UnhealthyHttpStatuses)
            && left.Passive with
            {
                HealthyHttpStatuses = passive.HealthyHttpStatuses,
                UnhealthyHttpStatuses = passive.UnhealthyHttpStatuses,
            } == passive
            && left.Passive.HealthyHttpStatuses.SequenceEqual(passive.HealthyHttpStatuses)
            && left.Passive.UnhealthyHttpStatuses.SequenceEqual(passive.UnhealthyHttpStatuses);
    }
}
