using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Sightglass.Gateway.Dns;

/// <summary>Answers one question, a name with a record type, following aliases; keeps one query in flight per question.</summary>
internal sealed class DnsQuerier(DnsServers servers, int? validTtl)
{
    private readonly ConcurrentDictionary<DnsCacheKey, Task<DnsOutcome>> _inFlight = new();

    /// <summary>Asks, or waits for the answer that somebody else has asked for.</summary>
    public Task<DnsOutcome> QueryAsync(string name, DnsRecordType type, CancellationToken stop)
        => SingleFlight.RunAsync(_inFlight, new DnsCacheKey(name, type), () => FollowAsync(name, type, stop));

    private async Task<DnsOutcome> FollowAsync(string name, DnsRecordType type, CancellationToken stop)
    {
        var steps = new List<DnsTry>(1);
        var ttl = int.MaxValue;
        for (var alias = 0; alias < AliasWalk.MaxSteps; alias++)
        {
            var asked = name;
            var reply = await servers.AskAsync(asked, type, stop).ConfigureAwait(false);
            var failure = reply.Failure;
            DnsAnswer? answer = null;
            if (failure is null)
            {
                failure = !AliasWalk.TryWalk(reply.Records, type, ref name, ref ttl, out var found) ? DnsFailure.Recursion
                    : found.Count > 0 ? null
                    : name == asked ? DnsFailure.Empty
                    : null;
                answer = failure is null ? ToAnswer(name, type, found, ttl) : null;
            }

            steps.Add(new DnsTry(asked, (int)type, false, reply.Resolver, answer, failure?.Text, failure?.Code));
            if (answer is not null || failure is not null)
            {
                return new DnsOutcome(answer, failure) { Steps = steps };
            }
        }

        return new DnsOutcome(null, DnsFailure.Recursion) { Steps = steps };
    }

    /// <summary>Null when there are no records: the answer was an alias only.</summary>
    private DnsAnswer? ToAnswer(string name, DnsRecordType type, List<DnsResourceRecord> found, int ttl)
    {
        // Among SRV records only those of the lowest priority value count; a target of "." says that there is no service.
        var lowest = found.Count == 0 ? 0 : found.Min(static record => record.Priority);
        ImmutableArray<DnsRecord> records =
        [
            .. found
                .Where(record => record.Priority == lowest && record.Target != string.Empty)
                .Select(static record => new DnsRecord(
                    record.Address, record.Target, record.Port, Math.Max(1, record.Weight), record.Priority, record.Ttl))
                .Distinct(),
        ];
        return records.IsEmpty ? null : new DnsAnswer { Name = name, Type = type, Records = records, Ttl = validTtl ?? ttl };
    }
}
