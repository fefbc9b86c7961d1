using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.Sockets;

namespace Sightglass.Gateway.Dns;

/// <summary>
/// Resolves names with its own UDP and TCP client, and remembers the answers. One per process; configuration reloads leave it alone.
/// </summary>
internal sealed class DnsClient : IDisposable
{
    /// <summary>Seconds that what was not asked for is good for: ten years.</summary>
    public const int ForeverTtl = 315_360_000;

    /// <summary>Stands for a name as a whole: search list and type order applied.</summary>
    private const DnsRecordType Whole = 0;

    /// <summary>Likewise without SRV: the targets of SRV records are hosts.</summary>
    private const DnsRecordType Host = (DnsRecordType)255;

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private readonly ConcurrentDictionary<DnsCacheKey, Task<DnsOutcome>> _lookups = new();
    private readonly DnsOptions _options;
    private readonly TimeProvider _time;
    private readonly ResolvConf _resolv;
    private readonly HostsFile _hosts;
    private readonly DnsQuerier _querier;
    private readonly DnsCache _cache;

    public DnsClient(DnsOptions options, TimeProvider time)
        : this(options, time, ResolvConf.Load(options.ResolvConf), HostsFile.Load(options.HostsFile))
    {
    }

    internal DnsClient(DnsOptions options, TimeProvider time, ResolvConf resolv, HostsFile hosts)
    {
        _options = options;
        _time = time;
        _resolv = resolv;
        _hosts = hosts;
        _stopping = _stop.Token;
        _querier = new DnsQuerier(new DnsServers(options.Servers.IsEmpty ? resolv.Servers : options.Servers, resolv, time), options.ValidTtl);
        _cache = new DnsCache(options.CacheSize, time);
    }

    /// <summary>Outcomes remembered, for status.</summary>
    public int CacheCount => _cache.Count;

    /// <summary>
    /// An address of <paramref name="name"/>, in turn among those it has. Completes at once when the name is an address, in the hosts file,
    /// or in the cache, stale answers included.
    /// </summary>
    /// <param name="name">A host name, or an IP literal, with or without brackets.</param>
    /// <param name="port">The port to use where the records do not give one.</param>
    /// <param name="tries">Gets the steps taken; null to record none.</param>
    /// <param name="cancellationToken">Gives up waiting; a query in flight goes on for the others that wait for it.</param>
    public ValueTask<DnsResult> ResolveAsync(string name, int port, DnsTries? tries = null, CancellationToken cancellationToken = default)
    {
        var pending = LookupAsync(name, tries, cancellationToken);
        if (!pending.IsCompletedSuccessfully)
        {
            return SelectAsync(pending, port, tries, cancellationToken);
        }

        var lookup = pending.Result;
        return lookup.Answer is { Type: DnsRecordType.Srv } answer
            ? SelectTargetAsync(answer, port, lookup.CacheHit, tries, cancellationToken)
            : new ValueTask<DnsResult>(Select(lookup, port));
    }

    /// <summary>All that a name stands for. Completes at once in the same cases as <see cref="ResolveAsync"/>.</summary>
    /// <param name="name">As for <see cref="ResolveAsync"/>.</param>
    /// <param name="tries">As for <see cref="ResolveAsync"/>.</param>
    /// <param name="cancellationToken">As for <see cref="ResolveAsync"/>.</param>
    public ValueTask<DnsLookup> LookupAsync(string name, DnsTries? tries = null, CancellationToken cancellationToken = default)
        => LookupAsync(new DnsCacheKey(name, Whole), tries, cancellationToken);

    /// <summary>The addresses of a host, SRV records left aside: what the target of an SRV record stands for.</summary>
    /// <param name="name">As for <see cref="ResolveAsync"/>.</param>
    /// <param name="tries">As for <see cref="ResolveAsync"/>.</param>
    /// <param name="cancellationToken">As for <see cref="ResolveAsync"/>.</param>
    public ValueTask<DnsLookup> LookupHostAsync(string name, DnsTries? tries = null, CancellationToken cancellationToken = default)
        => LookupAsync(new DnsCacheKey(name, Host), tries, cancellationToken);

    /// <summary>Forgets everything.</summary>
    public void ClearCache() => _cache.Clear();

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static DnsResult Select(in DnsLookup lookup, int port) => lookup.Answer is { } answer
        ? new DnsResult { Address = answer.NextAddress(port), Answer = answer, CacheHit = lookup.CacheHit }
        : Fail(lookup.Failure!, lookup.CacheHit);

    private static DnsResult Fail(DnsFailure failure, bool cacheHit)
        => new() { Error = failure.Error, ErrorText = failure.Text, CacheHit = cacheHit };

    private async ValueTask<DnsResult> SelectAsync(ValueTask<DnsLookup> pending, int port, DnsTries? tries, CancellationToken cancellationToken)
    {
        var lookup = await pending.ConfigureAwait(false);
        return lookup.Answer is { Type: DnsRecordType.Srv } answer
            ? await SelectTargetAsync(answer, port, lookup.CacheHit, tries, cancellationToken).ConfigureAwait(false)
            : Select(lookup, port);
    }

    /// <summary>Chooses an SRV record, then an address of its target.</summary>
    private async ValueTask<DnsResult> SelectTargetAsync(
        DnsAnswer answer, int port, bool cacheHit, DnsTries? tries, CancellationToken cancellationToken)
    {
        var record = answer.NextRecord();
        var target = await LookupHostAsync(record.Target!, tries, cancellationToken).ConfigureAwait(false);
        return target.Answer is { } addresses
            ? new DnsResult
            {
                Address = addresses.NextAddress(record.Port == 0 ? port : record.Port),
                Answer = answer,
                CacheHit = cacheHit && target.CacheHit,
            }
            : Fail(target.Failure!, cacheHit && target.CacheHit);
    }

    private ValueTask<DnsLookup> LookupAsync(in DnsCacheKey key, DnsTries? tries, CancellationToken cancellationToken)
    {
        var now = _time.GetTimestamp();
        if (_cache.Find(key, now) is not { } entry)
        {
            return TryKnow(key) is { } known
                ? new ValueTask<DnsLookup>(ToLookup(known, true, TimeSpan.FromSeconds(ForeverTtl), key.Name, tries))
                : AskAsync(key, tries, cancellationToken);
        }

        if (now >= entry.ExpiresAt && entry.TryBeginRefresh(now, _cache.Ticks(TimeSpan.FromSeconds(Math.Max(1, _options.ErrorTtl)))))
        {
            _ = LookupOnceAsync(key);
        }

        var left = now >= entry.ExpiresAt ? TimeSpan.Zero : _time.GetElapsedTime(now, entry.ExpiresAt);
        return new ValueTask<DnsLookup>(ToLookup(entry.Outcome, true, left, key.Name, tries));
    }

    private async ValueTask<DnsLookup> AskAsync(DnsCacheKey key, DnsTries? tries, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await LookupOnceAsync(key).WaitAsync(cancellationToken).ConfigureAwait(false);
            var ttl = outcome.Answer is { } answer ? TimeSpan.FromSeconds(answer.Ttl) : TtlOf(outcome.Failure!);
            return ToLookup(outcome, false, ttl, key.Name, tries);
        }
        catch (OperationCanceledException)
        {
            return new DnsLookup { Failure = DnsFailure.Aborted };
        }
    }

    private static DnsLookup ToLookup(DnsOutcome outcome, bool cacheHit, TimeSpan validFor, string name, DnsTries? tries)
    {
        if (tries is not null && cacheHit)
        {
            var type = outcome.Answer?.Type is { } answered ? (int)answered : -1;
            tries.Add(new DnsTry(name, type, true, "cache", outcome.Answer, outcome.Failure?.Text, outcome.Failure?.Code));
        }
        else
        {
            tries?.AddRange(outcome.Steps);
        }

        return new DnsLookup { Answer = outcome.Answer, Failure = outcome.Failure, CacheHit = cacheHit, ValidFor = validFor };
    }

    /// <summary>What needs no server: addresses, text that is neither address nor name, and the hosts file.</summary>
    private DnsOutcome? TryKnow(in DnsCacheKey key)
    {
        DnsOutcome? outcome = null;
        if (AddressLiteral.IsMeant(key.Name, out var address))
        {
            outcome = address is null
                ? new DnsOutcome(null, DnsFailure.Invalid(key.Name))
                : new DnsOutcome(DnsAnswer.ForAddresses(key.Name, [address]), null);
        }
        else if (!DnsName.TryNormalize(key.Name, out var name))
        {
            outcome = new DnsOutcome(null, DnsFailure.Invalid(key.Name));
        }
        else
        {
            foreach (var type in AddressTypes())
            {
                var family = type == DnsRecordType.A ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
                var addresses = _hosts.Find(name, family);
                if (!addresses.IsEmpty)
                {
                    outcome = new DnsOutcome(DnsAnswer.ForAddresses(name, addresses), null);
                    break;
                }
            }
        }

        if (outcome is not null)
        {
            _cache.Store(key, outcome, TimeSpan.FromSeconds(ForeverTtl), TimeSpan.Zero);
        }

        return outcome;
    }

    private Task<DnsOutcome> LookupOnceAsync(DnsCacheKey key) => SingleFlight.RunAsync(_lookups, key, () => LookupNamesAsync(key));

    /// <summary>Goes through names and types. A network error ends it; other errors and empty answers go on with the next (gateway.md 10).</summary>
    private async Task<DnsOutcome> LookupNamesAsync(DnsCacheKey key)
    {
        var before = _cache.Find(key, _time.GetTimestamp())?.Outcome.Answer;
        var steps = new List<DnsTry>();
        var failure = DnsFailure.Invalid(key.Name);
        foreach (var name in SearchList.Expand(key.Name, _resolv, _options.NewClient))
        {
            foreach (var type in TypesFor(key, name, before))
            {
                var outcome = await QueryAsync(name, type).ConfigureAwait(false);
                steps.AddRange(outcome.Steps);
                if (outcome.Answer is { } answer)
                {
                    return Remember(key, new DnsOutcome(answer, null) { Steps = steps }, before);
                }

                failure = outcome.Failure!;
                if (failure.Error == DnsError.Network)
                {
                    return Remember(key, new DnsOutcome(null, failure) { Steps = steps }, before);
                }
            }
        }

        return Remember(key, new DnsOutcome(null, failure) { Steps = steps }, before);
    }

    /// <summary>Asks the servers, unless this name and type are remembered.</summary>
    private async Task<DnsOutcome> QueryAsync(string name, DnsRecordType type)
    {
        var key = new DnsCacheKey(name, type);
        var now = _time.GetTimestamp();
        if (_cache.Find(key, now) is { } entry && now < entry.ExpiresAt)
        {
            var known = entry.Outcome;
            return known with
            {
                Steps = [new DnsTry(name, (int)type, true, "cache", known.Answer, known.Failure?.Text, known.Failure?.Code)],
            };
        }

        var outcome = await _querier.QueryAsync(name, type, _stopping).ConfigureAwait(false);
        var ttl = outcome.Answer is { } answer ? TimeSpan.FromSeconds(answer.Ttl) : TtlOf(outcome.Failure!);
        _cache.Store(key, outcome, ttl, TimeSpan.Zero);
        return outcome;
    }

    private DnsOutcome Remember(in DnsCacheKey key, DnsOutcome outcome, DnsAnswer? before)
    {
        if (outcome.Answer is { } answer)
        {
            _cache.Store(key, outcome, TimeSpan.FromSeconds(answer.Ttl), TimeSpan.FromSeconds(_options.StaleTtl));
        }
        else if (before is null || outcome.Failure!.Error is DnsError.NameError or DnsError.EmptyRecord)
        {
            // A server in trouble does not make a stale answer worse; a server that says the name is gone does.
            _cache.Store(key, outcome, TtlOf(outcome.Failure!), TimeSpan.Zero);
        }

        return outcome;
    }

    private TimeSpan TtlOf(DnsFailure failure)
        => TimeSpan.FromSeconds(failure.Error is DnsError.NameError or DnsError.EmptyRecord ? _options.NotFoundTtl : _options.ErrorTtl);

    private IEnumerable<DnsRecordType> AddressTypes() => _options.Order.Where(static type => type is DnsRecordType.A or DnsRecordType.Aaaa);

    private IEnumerable<DnsRecordType> TypesFor(DnsCacheKey key, string name, DnsAnswer? before)
    {
        if (key.Type == Host)
        {
            return AddressTypes();
        }

        var isService = name.StartsWith('_') && name.Contains("._", StringComparison.Ordinal);
        ImmutableArray<DnsRecordType> order = !_options.NewClient ? _options.Order
            : isService ? [.. _options.Order.Where(static type => type == DnsRecordType.Srv)]
            : [.. AddressTypes()];
        return _options.LastTypeFirst && before is { } last && order.Contains(last.Type)
            ? [last.Type, .. order.Where(type => type != last.Type)]
            : order;
    }
}
