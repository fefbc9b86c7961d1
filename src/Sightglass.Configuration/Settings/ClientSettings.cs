using System.Collections.Immutable;
using System.Net;

namespace Sightglass.Configuration.Settings;

/// <summary>Whom to believe, and how much to take from clients.</summary>
public sealed record ClientSettings
{
    /// <summary>Peers whose forwarding headers are believed (<c>trusted_ips</c>).</summary>
    public ImmutableArray<IPNetwork> TrustedIps { get; init; } = [];

    /// <summary>Header that names the client, or <c>proxy_protocol</c>.</summary>
    public string RealIpHeader { get; init; } = "X-Real-IP";
    public bool RealIpRecursive { get; init; }

    /// <summary>Bytes of a request body; null for no limit.</summary>
    public long? MaxBodySize { get; init; }

    /// <summary>Bytes of an Admin API body; null for no limit.</summary>
    public long? AdminMaxBodySize { get; init; } = 10 << 20;

    /// <summary>Bytes of a request body held back until all of it is here.</summary>
    public int BodyBufferSize { get; init; } = 8 << 10;

    /// <summary>Bytes of a request line, and of a header line.</summary>
    public int MaxHeaderLine { get; init; } = 8 << 10;

    /// <summary>Bytes of a request head.</summary>
    public int MaxHeaderSize { get; init; } = 32 << 10;
    public int MaxHeaderCount { get; init; } = 1000;

    /// <summary>For a whole request head.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For an idle connection.</summary>
    public TimeSpan KeepaliveTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>Between two pieces of a request body.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Requests of one connection.</summary>
    public int KeepaliveRequests { get; init; } = 10_000;

    /// <summary>Connections at once; null for no limit.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>How many of each plugins see at once.</summary>
    public int MaxRequestHeaders { get; init; } = 100;
    public int MaxResponseHeaders { get; init; } = 100;
    public int MaxUriArguments { get; init; } = 100;
    public int MaxPostArguments { get; init; } = 100;

    /// <summary>Whether a peer's forwarding headers are believed.</summary>
    public bool IsTrusted(IPAddress peer)
    {
        // An IPv4 peer on a dual-mode socket shows as a mapped address.
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        foreach (var range in TrustedIps)
        {
            if (range.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
