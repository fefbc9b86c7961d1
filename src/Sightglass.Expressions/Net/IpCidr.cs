namespace Sightglass.Expressions.Net;

/// <summary>A range of addresses: all that share the first <see cref="PrefixLength"/> bits.</summary>
public readonly record struct IpCidr
{
    private readonly UInt128 _mask;

    /// <param name="network">An address of the range, normally its first.</param>
    /// <param name="prefixLength">0 to 32 for IPv4, 0 to 128 for IPv6.</param>
    public IpCidr(IpValue network, int prefixLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(prefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixLength, network.Width);
        Network = network;
        PrefixLength = prefixLength;
        _mask = MaskOf(network.Width, prefixLength);
    }

    /// <summary>The address the range was made of; the first of the range when <see cref="HostPartIsZero"/>.</summary>
    public IpValue Network { get; }

    /// <summary>How many leading bits are fixed.</summary>
    public int PrefixLength { get; }

    /// <summary>True unless a bit after the prefix is set in <see cref="Network"/>.</summary>
    public bool HostPartIsZero => (Network.Bits & ~_mask) == 0;

    /// <summary>Whether the address is of the same family and inside the range.</summary>
    public bool Contains(IpValue address) => address.Family == Network.Family && ((address.Bits ^ Network.Bits) & _mask) == 0;

    /// <summary>The first address of the range, also when <see cref="Network"/> has bits set after the prefix.</summary>
    internal IpValue FirstAddress() => Network with { Bits = Network.Bits & _mask };

    public override string ToString() => $"{Network}/{PrefixLength}";

    private static UInt128 MaskOf(int width, int prefixLength)
    {
        var all = width == 32 ? uint.MaxValue : UInt128.MaxValue;

        // A shift by the full width is taken modulo 128, so an empty host part and an empty prefix are written out.
        var host = width - prefixLength;
        return host == 0 ? all : host == 128 ? UInt128.Zero : all >> host << host;
    }
}
