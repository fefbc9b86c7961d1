using System.Collections.Immutable;
using System.Net;
using Sightglass.Configuration.Rules;
using Sightglass.Expressions.Net;

namespace Sightglass.Configuration.Settings;

/// <summary>Readers of addresses, listeners and ports.</summary>
internal static class NetworkReaders
{
    private const int DnsPort = 53;

    public static SettingReader<ImmutableArray<Listener>> Listeners { get; } = SettingReaders.List<Listener>(OneListener);

    /// <summary><c>80:8000</c>: the port others see, and the port listened on.</summary>
    public static string? PortMap(string text, out PortMap value)
    {
        value = new PortMap(0, 0);
        var parts = text.Split(':');
        if (parts.Length != 2 || !TryPort(parts[0], out var seen) || !TryPort(parts[1], out var listening))
        {
            return $"expected seen-port:listening-port such as 80:8000, got '{text}'";
        }

        value = new PortMap(seen, listening);
        return null;
    }

    public static string? Range(string text, out IPNetwork value)
    {
        value = default;
        if (IpText.TryAddress(text, out var address))
        {
            value = new IPNetwork(address!, address!.GetAddressBytes().Length * 8);
            return null;
        }

        if (IpText.TryRange(text, out var range))
        {
            value = Network(range);
            return null;
        }

        return $"expected an IP address or CIDR range such as 10.0.0.0/8, got '{text}'";
    }

    /// <summary>A DNS server: an address, port 53 unless given.</summary>
    public static string? NameServer(string text, out IPEndPoint value)
    {
        var (host, port) = HostRules.Split(text);
        var number = DnsPort;
        if (!IpText.TryAddress(HostRules.Unbracketed(host), out var address) || port is not null && !TryPort(port, out number))
        {
            value = new IPEndPoint(IPAddress.None, 0);
            return $"expected the IP address of a DNS server, with an optional port, got '{text}'";
        }

        value = new IPEndPoint(address!, number);
        return null;
    }

    public static SettingReader<HostAndPort?> HostAndPort(int defaultPort) => (string text, out HostAndPort? value) =>
    {
        value = null;
        if (text.Length == 0)
        {
            return null;
        }

        var (host, port) = HostRules.Split(text);
        var number = defaultPort;
        if (!HostRules.IsHost(host) || port is not null && !TryPort(port, out number))
        {
            return $"expected host:port, got '{text}'";
        }

        value = new HostAndPort(HostRules.Unbracketed(host), number);
        return null;
    };

    public static string? HostName(string text, out string? value)
    {
        value = text.Length == 0 ? null : text;
        return value is null || HostRules.Host(text) is null ? null : $"expected a host name, got '{text}'";
    }

    private static string? OneListener(string text, out Listener value)
    {
        value = new Listener(IPAddress.None, 0);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (host, port) = HostRules.Split(words[0]);
        var address = host switch
        {
            "*" => IPAddress.Any,
            "localhost" => IPAddress.Loopback,
            _ when IpText.TryAddress(HostRules.Unbracketed(host), out var parsed) => parsed,
            _ => null,
        };
        if (address is null || port is null || !IpText.TryDecimal(port, 65535, out var number))
        {
            return $"expected address:port and flags such as 0.0.0.0:8443 http2 ssl, got '{text}'";
        }

        value = new Listener(address, number);
        foreach (var flag in words.Skip(1))
        {
            if (WithFlag(value, flag) is not { } flagged)
            {
                return $"unknown flag '{flag}' of listener {words[0]}: expected ssl, http2, proxy_protocol, reuseport or backlog=N";
            }

            value = flagged;
        }

        return null;
    }

    private static Listener? WithFlag(Listener listener, string flag)
    {
        const string Backlog = "backlog=";
        return flag switch
        {
            "ssl" => listener with { Ssl = true },
            "http2" => listener with { Http2 = true },
            "proxy_protocol" => listener with { ProxyProtocol = true },
            "reuseport" => listener with { ReusePort = true },
            // Always so with our sockets; written in many configurations.
            "bind" or "deferred" => listener,
            _ when flag.StartsWith(Backlog, StringComparison.Ordinal)
                && IpText.TryDecimal(flag[Backlog.Length..], int.MaxValue, out var backlog) && backlog > 0
                => listener with { Backlog = backlog },
            _ => null,
        };
    }

    // IPNetwork refuses host bits; people write 10.0.0.1/8 and mean the network.
    private static IPNetwork Network(IpCidr range)
    {
        var bytes = IPAddress.Parse(range.Network.ToString()).GetAddressBytes();
        for (var bit = range.PrefixLength; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), range.PrefixLength);
    }

    private static bool TryPort(string text, out int port) => IpText.TryDecimal(text, 65535, out port) && port > 0;
}
