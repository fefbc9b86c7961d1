namespace Sightglass.Gateway.Dns;

/// <summary>A failed lookup: what kind, the field's text, and the server's code where one was given.</summary>
internal sealed record DnsFailure(DnsError Error, string Text, int? Code)
{
    public static DnsFailure Empty { get; } = new(DnsError.EmptyRecord, "dns client error: 101 empty record received", null);

    public static DnsFailure Recursion { get; } = new(DnsError.Recursion, "recursion detected", null);

    public static DnsFailure Aborted { get; } = new(DnsError.Aborted, "dns client error: lookup given up", null);

    /// <summary>Text that is neither a name nor an address.</summary>
    public static DnsFailure Invalid(string name) => new(
        DnsError.InvalidName,
        name.Contains(':', StringComparison.Ordinal) ? "dns client error: 103 invalid name, bad IPv6" : "dns client error: 102 invalid name, bad IPv4",
        null);

    /// <summary>No server answered.</summary>
    public static DnsFailure Network(string reason, TimeSpan took)
        => new(DnsError.Network, $"DNS server error: {reason}, took {(long)took.TotalMilliseconds} ms", null);

    /// <summary>A server answered with an error code.</summary>
    public static DnsFailure Server(int code) => code switch
    {
        1 => new(DnsError.FormatError, "dns server error: 1 format error", code),
        2 => new(DnsError.ServerFailure, "dns server error: 2 server failure", code),
        3 => new(DnsError.NameError, "dns server error: 3 name error", code),
        4 => new(DnsError.NotImplemented, "dns server error: 4 not implemented", code),
        5 => new(DnsError.Refused, "dns server error: 5 refused", code),
        _ => new(DnsError.OtherServerError, $"dns server error: {code} unknown", code),
    };
}
