namespace Sightglass.Gateway.Dns;

/// <summary>A name as asked for, with the record type; type 0 stands for the name as a whole, search list and type order applied.</summary>
internal readonly record struct DnsCacheKey(string Name, DnsRecordType Type)
{
    public bool Equals(DnsCacheKey other) => Type == other.Type && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => HashCode.Combine((int)Type, StringComparer.OrdinalIgnoreCase.GetHashCode(Name));
}
