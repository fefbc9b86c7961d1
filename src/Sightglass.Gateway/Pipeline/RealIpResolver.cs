using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Sightglass.Gateway.Pipeline;

/// <summary>Finds the real client behind trusted proxies (<c>trusted_ips</c>, <c>real_ip_header</c>, <c>real_ip_recursive</c>).</summary>
internal sealed class RealIpResolver(ImmutableArray<IPNetwork> trusted, string header, bool recursive)
{
    private readonly bool _isList = header.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the client is the one that the peer's PROXY protocol preamble names, and no header counts.</summary>
    public bool IsPreamble { get; } = header == "proxy_protocol";

    /// <summary>Whether a peer's forwarding headers are believed.</summary>
    public bool IsTrusted(IPAddress address)
    {
        foreach (var network in trusted)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The client that a trusted peer names; null when it names none that is an address, and then the peer is the client. Of a
    /// list the last entry counts; recursively, the last one that is not itself trusted.
    /// </summary>
    public IPEndPoint? Find(IHeaderDictionary headers)
    {
        var lines = headers[header];
        IPEndPoint? found = null;
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            var rest = lines[i].AsSpan();
            while (!rest.IsEmpty)
            {
                var comma = _isList ? rest.LastIndexOf(',') : -1;
                var entry = rest[(comma + 1)..].Trim();
                rest = comma < 0 ? [] : rest[..comma];
                if (entry.IsEmpty)
                {
                    continue;
                }

                if (!TryParse(entry, out var client))
                {
                    return found;
                }

                found = client;
                if (!recursive || !IsTrusted(client.Address))
                {
                    return found;
                }
            }
        }

        return found;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out IPEndPoint client)
    {
        // A bare number would be taken for an address too.
        if (text.IndexOfAny('.', ':') >= 0 && IPEndPoint.TryParse(text, out client!))
        {
            client = new IPEndPoint(Plain(client.Address), client.Port);
            return true;
        }

        client = null!;
        return false;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
