using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Sightglass.Plugins.Network;

/// <summary>
/// A set of addresses and ranges. Held as sorted, disjoint intervals, so that a look-up costs the logarithm of their number.
/// IPv4 addresses and their form inside IPv6 are the same.
/// </summary>
internal sealed class AddressSet
{
    private readonly UInt128[] _starts;
    private readonly UInt128[] _ends;

    /// <param name="entries">Addresses and CIDR ranges.</param>
    /// <exception cref="FormatException">An entry is neither.</exception>
    public AddressSet(IEnumerable<string> entries)
    {
        var ranges = new List<(UInt128 Start, UInt128 End)>();
        foreach (var entry in entries)
        {
            ranges.Add(TryParse(entry, out var range) ? range : throw new FormatException($"'{entry}' is not an address or range."));
        }

        ranges.Sort();
        var merged = new List<(UInt128 Start, UInt128 End)>();
        foreach (var range in ranges)
        {
            if (merged.Count > 0 && range.Start <= merged[^1].End)
            {
                merged[^1] = (merged[^1].Start, UInt128.Max(merged[^1].End, range.End));
            }
            else
            {
                merged.Add(range);
            }
        }

        _starts = [.. merged.Select(range => range.Start)];
        _ends = [.. merged.Select(range => range.End)];
    }

    public bool IsEmpty => _starts.Length == 0;

    public bool Contains(IPAddress address)
    {
        var number = ToNumber(address);
        var index = Array.BinarySearch(_starts, number);
        if (index < 0)
        {
            index = ~index - 1;
        }

        return index >= 0 && number <= _ends[index];
    }

    /// <summary>Whether a text is an address or a CIDR range.</summary>
    public static bool IsValid(string entry) => TryParse(entry, out _);

    private static bool TryParse(string entry, out (UInt128 Start, UInt128 End) range)
    {
        range = default;
        var slash = entry.IndexOf('/', StringComparison.Ordinal);
        if (!TryParseAddress(slash < 0 ? entry : entry[..slash], out var address))
        {
            return false;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var prefix = bits;
        if (slash >= 0
            && (!int.TryParse(entry.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out prefix) || prefix > bits))
        {
            return false;
        }

        var free = bits - prefix;
        var mask = free == 128 ? UInt128.MaxValue : (UInt128.One << free) - 1;
        var start = ToNumber(address) & ~mask;
        range = (start, start | mask);
        return true;
    }

    /// <summary>The framework also reads shortened IPv4 forms such as <c>10.1</c>, which here are more likely mistakes.</summary>
    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.AsSpan().Count('.') == 3)
        && !text.Contains('%', StringComparison.Ordinal);

    private static UInt128 ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            address.TryWriteBytes(bytes[12..], out _);
            bytes[10] = bytes[11] = 0xff;
        }
        else
        {
            address.TryWriteBytes(bytes, out _);
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
