using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Sightglass.Gateway.Dns;

/// <summary>Names the system knows without asking anybody. Read once.</summary>
internal sealed class HostsFile
{
    private readonly FrozenDictionary<string, ImmutableArray<IPAddress>> _byName;

    private HostsFile(Dictionary<string, ImmutableArray<IPAddress>> byName)
        => _byName = byName.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a file that may be missing.</summary>
    public static HostsFile Load(string path)
    {
        try
        {
            return Parse(File.ReadAllLines(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Parse([]);
        }
    }

    /// <summary>Understands lines of an address and its names; <c>localhost</c> is always the loopback.</summary>
    public static HostsFile Parse(IEnumerable<string> lines)
    {
        var byName = new Dictionary<string, ImmutableArray<IPAddress>>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
        {
            var hash = line.IndexOf('#', StringComparison.Ordinal);
            var words = (hash < 0 ? line : line[..hash]).Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || !IPAddress.TryParse(words[0], out var address))
            {
                continue;
            }

            foreach (var word in words.Skip(1))
            {
                var name = word.TrimEnd('.');
                var known = byName.GetValueOrDefault(name, []);
                byName[name] = known.Contains(address) ? known : known.Add(address);
            }
        }

        byName["localhost"] = [IPAddress.Loopback, IPAddress.IPv6Loopback];
        return new HostsFile(byName);
    }

    /// <summary>The addresses of one family; empty when there are none.</summary>
    public ImmutableArray<IPAddress> Find(string name, AddressFamily family)
        => _byName.TryGetValue(name, out var addresses) ? [.. addresses.Where(address => address.AddressFamily == family)] : [];
}
