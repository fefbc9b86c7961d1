using System.Collections.Immutable;
using System.Net;

namespace Sightglass.Gateway.Dns;

/// <summary>The resolver's configuration as the system keeps it: servers, search list, options.</summary>
internal sealed record ResolvConf
{
    private const int MaxServers = 3;
    private const int MaxSearch = 6;

    /// <summary>Servers in order, at most 3, each on port 53. Default: 127.0.0.1.</summary>
    public ImmutableArray<IPEndPoint> Servers { get; init; } = [new(IPAddress.Loopback, 53)];

    /// <summary>Domains appended to short names, at most 6.</summary>
    public ImmutableArray<string> Search { get; init; } = [];

    /// <summary>Dots from which a name is first tried as it is, 0–15. Default 1.</summary>
    public int Ndots { get; init; } = 1;

    /// <summary>How long one server is waited for, 1–30 s. Default 2 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the servers are gone through, 1–5. Default 5.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Whether each query starts with another server. Default false.</summary>
    public bool Rotate { get; init; }

    /// <summary>Reads a file that may be missing, then the environment's <c>LOCALDOMAIN</c> and <c>RES_OPTIONS</c>.</summary>
    public static ResolvConf Load(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            lines = [];
        }

        return Parse(lines, Environment.GetEnvironmentVariable("LOCALDOMAIN"), Environment.GetEnvironmentVariable("RES_OPTIONS"));
    }

    /// <summary>Understands lines as resolv.conf(5) does: what is not understood is skipped, the last search line counts.</summary>
    public static ResolvConf Parse(IEnumerable<string> lines, string? localDomain, string? options)
    {
        var servers = ImmutableArray.CreateBuilder<IPEndPoint>();
        var result = new ResolvConf();
        foreach (var line in lines)
        {
            var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || words[0][0] is '#' or ';')
            {
                continue;
            }

            switch (words[0])
            {
                case "nameserver" when servers.Count < MaxServers && IPAddress.TryParse(words[1], out var address):
                    servers.Add(new IPEndPoint(address, 53));
                    break;
                case "domain" or "search":
                    result = result with { Search = ToSearch(words.Skip(1)) };
                    break;
                case "options":
                    result = words.Skip(1).Aggregate(result, static (conf, option) => conf.With(option));
                    break;
            }
        }

        if (!string.IsNullOrWhiteSpace(localDomain))
        {
            result = result with { Search = ToSearch(localDomain.Split(' ', StringSplitOptions.RemoveEmptyEntries)) };
        }

        result = (options ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(result, static (conf, option) => conf.With(option));
        return servers.Count == 0 ? result : result with { Servers = servers.ToImmutable() };
    }

    private static ImmutableArray<string> ToSearch(IEnumerable<string> words)
    {
        var domains = ImmutableArray.CreateBuilder<string>();
        foreach (var word in words)
        {
            if (domains.Count < MaxSearch && DnsName.TryNormalize(word, out var domain))
            {
                domains.Add(domain);
            }
        }

        return domains.ToImmutable();
    }

    private ResolvConf With(string option)
    {
        var colon = option.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? option : option[..colon];
        var value = colon >= 0 && int.TryParse(option.AsSpan(colon + 1), out var number) && number >= 0 ? number : -1;
        return name switch
        {
            "rotate" => this with { Rotate = true },
            "ndots" when value >= 0 => this with { Ndots = Math.Min(value, 15) },
            "timeout" when value > 0 => this with { Timeout = TimeSpan.FromSeconds(Math.Min(value, 30)) },
            "attempts" when value > 0 => this with { Attempts = Math.Min(value, 5) },
            _ => this,
        };
    }
}
