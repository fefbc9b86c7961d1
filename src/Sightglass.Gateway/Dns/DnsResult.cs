using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Dns;

/// <summary>What a lookup gave: an address chosen among the name's, or why there is none.</summary>
internal readonly struct DnsResult
{
    /// <summary>The chosen address with its port; null when <see cref="Error"/> is set.</summary>
    public ResolvedAddress? Address { get; init; }

    /// <summary>All addresses of the name; null when <see cref="Error"/> is set.</summary>
    public DnsAnswer? Answer { get; init; }

    public DnsError Error { get; init; }

    /// <summary>The error in the field's words, for example <c>dns server error: 3 name error</c>; null on success.</summary>
    public string? ErrorText { get; init; }

    /// <summary>Answered without asking a server.</summary>
    public bool CacheHit { get; init; }

    /// <summary>The error as the exchange's: name error and empty record are <c>NameError</c>, all others <c>DnsError</c>.</summary>
    public UpstreamError UpstreamError => Error switch
    {
        DnsError.None => UpstreamError.None,
        DnsError.NameError or DnsError.EmptyRecord => UpstreamError.NameError,
        DnsError.Aborted => UpstreamError.Aborted,
        _ => UpstreamError.DnsError,
    };
}
