using System.Collections.Immutable;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Dns;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Balancing;

/// <summary>
/// One target of an upstream: its name, and the addresses that stand behind it (gateway.md 9.2). A name is looked up again when its
/// records expire, 30 s after a failure, and every 60 s when its TTL is 0.
/// </summary>
internal sealed class TargetState : IDisposable
{
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RecheckOfTtlZero = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly DnsClient _dns;
    private readonly Func<ResolvedAddress?, string, int, TargetAddress> _getAddress;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private readonly ITimer _timer;
    private readonly bool _useSrvName;
    private volatile Resolution _resolution = new([], null, null);
    private TimeSpan? _nextLookup;
    private bool _started;

    public TargetState(
        TargetConfig config, bool useSrvName, DnsClient dns, TimeProvider time, Func<ResolvedAddress?, string, int, TargetAddress> getAddress, Action<TargetState> onChange)
    {
        Config = config;
        Name = TargetName.Parse(config.Target);
        _useSrvName = useSrvName;
        _dns = dns;
        _getAddress = getAddress;
        _stopping = _stop.Token;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(_ => _ = RefreshAsync(onChange), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public TargetConfig Config { get; }

    public TargetName Name { get; }

    /// <summary>The addresses with their weights; empty while the name has none.</summary>
    public ImmutableArray<Peer> Peers => _resolution.Peers;

    /// <summary>How the name was resolved; null while it is not.</summary>
    public DnsRecordType? Type => _resolution.Type;

    /// <summary>Why the name has no addresses; null when it has.</summary>
    public DnsFailure? Failure => _resolution.Failure;

    /// <summary>Looks the name up, and sees to it that this is done again in time.</summary>
    /// <returns>Whether the addresses have changed.</returns>
    public async Task<bool> ResolveAsync()
    {
        var lookup = await _dns.LookupAsync(Name.Host, null, _stopping).ConfigureAwait(false);
        if (lookup.Failure?.Error == DnsError.Aborted)
        {
            return false;
        }

        var next = lookup.Answer switch
        {
            null => new Resolution([], null, lookup.Failure),
            { Ttl: 0 } answer => new Resolution([new Peer(_getAddress(null, Name.Host, Name.Port), Config.Weight)], answer.Type, null),
            { Type: DnsRecordType.Srv } answer => await ResolveTargetsAsync(answer).ConfigureAwait(false),
            var answer => new Resolution(ToPeers(answer, Name.Host, Name.Port, Config.Weight), answer.Type, null),
        };

        TimeSpan? delay = lookup.Failure is not null || next.Peers.IsEmpty ? RetryAfterFailure
            : lookup.Answer!.Ttl == 0 ? RecheckOfTtlZero
            : lookup.Answer.Ttl == DnsClient.ForeverTtl ? null
            : lookup.ValidFor < Shortest ? Shortest : lookup.ValidFor;
        var changed = !next.Peers.SequenceEqual(_resolution.Peers);
        _resolution = changed ? next : _resolution with { Type = next.Type, Failure = next.Failure };
        Schedule(delay);
        return changed;
    }

    /// <summary>Begins to look the name up again when that is due.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _started = true;
            SetTimer();
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RefreshAsync(Action<TargetState> onChange)
    {
        if (await ResolveAsync().ConfigureAwait(false))
        {
            onChange(this);
        }
    }

    private void Schedule(TimeSpan? delay)
    {
        lock (_lock)
        {
            _nextLookup = delay;
            SetTimer();
        }
    }

    /// <summary>A lookup may end before the upstream is put in force, or after: whichever comes second sets the timer.</summary>
    private void SetTimer()
    {
        if (_started && _nextLookup is { } delay && !_stopping.IsCancellationRequested)
        {
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Behind each SRV record is a host with addresses of its own; port and weight are the record's, unless the target is not to be used.</summary>
    private async Task<Resolution> ResolveTargetsAsync(DnsAnswer answer)
    {
        var peers = new List<Peer>();
        var failure = default(DnsFailure);
        foreach (var record in answer.Records)
        {
            var target = await _dns.LookupHostAsync(record.Target!, null, _stopping).ConfigureAwait(false);
            failure ??= target.Failure;
            if (target.Answer is { } addresses)
            {
                peers.AddRange(ToPeers(
                    addresses,
                    _useSrvName ? record.Target!.TrimEnd('.') : Name.Host,
                    record.Port == 0 ? Name.Port : record.Port,
                    Config.Weight == 0 ? 0 : record.Weight));
            }
        }

        return new Resolution(Sort(peers), DnsRecordType.Srv, peers.Count == 0 ? failure : null);
    }

    private ImmutableArray<Peer> ToPeers(DnsAnswer answer, string host, int port, int weight)
        => Sort(answer.Records.Select(record => new Peer(_getAddress(new ResolvedAddress(record.Address!, port), host, port), weight)));

    /// <summary>Servers give records in any order; ours must not change with it.</summary>
    private static ImmutableArray<Peer> Sort(IEnumerable<Peer> peers)
        => [.. peers.DistinctBy(static peer => peer.Address).OrderBy(static peer => peer.Address.HashName, StringComparer.Ordinal)];

    private sealed record Resolution(ImmutableArray<Peer> Peers, DnsRecordType? Type, DnsFailure? Failure);
}
