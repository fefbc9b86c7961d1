namespace Sightglass.Expressions.Net;

/// <summary>The family of an address. Addresses of different families are never equal and never inside each other.</summary>
public enum IpFamily : byte
{
    /// <summary>32 bits.</summary>
    IPv4 = 4,

    /// <summary>128 bits; IPv4-mapped addresses belong here.</summary>
    IPv6 = 6,
}
