using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Sightglass.Expressions.Net;

/// <summary>An address as a number with its family kept apart, so that comparing two is comparing two integers.</summary>
/// <param name="Bits">The address; an IPv4 address is in the low 32 bits.</param>
/// <param name="Family">The address's family.</param>
public readonly record struct IpValue(UInt128 Bits, IpFamily Family)
{
    /// <summary>How many bits an address of this family has: 32 or 128.</summary>
    public int Width => Family == IpFamily.IPv4 ? 32 : 128;

    /// <summary>
    /// Converts without allocating. An IPv4-mapped IPv6 address stays IPv6: whether to unmap it is for the listener to decide, which
    /// knows whether the socket is dual-stack.
    /// </summary>
    public static IpValue From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.AddressFamily == AddressFamily.InterNetwork && address.TryWriteBytes(bytes, out _)
            ? new IpValue(BinaryPrimitives.ReadUInt32BigEndian(bytes), IpFamily.IPv4)
            : address.TryWriteBytes(bytes, out _)
                ? new IpValue(BinaryPrimitives.ReadUInt128BigEndian(bytes), IpFamily.IPv6)
                : throw new ArgumentException("The address is neither IPv4 nor IPv6.", nameof(address));
    }

    /// <summary>
    /// Reads an address as it appears in data: dotted IPv4 without leading zeros, or IPv6, also with an embedded dotted IPv4 part
    /// (which expression constants do not allow). No shorthand, no zone id.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IpValue value)
    {
        value = default;
        if (text is null)
        {
            return false;
        }

        return text.Contains(':')
            ? IpParser.ParseIPv6(text, allowEmbeddedIPv4: true, out value) is null
            : IpParser.ParseIPv4(text, out value) is null;
    }

    // Written out: this is compared for every address of every request.
    public bool Equals(IpValue other) => Bits == other.Bits && Family == other.Family;

    public override int GetHashCode() => HashCode.Combine(Bits, Family);

    public override string ToString() => IpFormatter.Format(this);
}
