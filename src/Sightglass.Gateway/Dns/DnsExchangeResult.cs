namespace Sightglass.Gateway.Dns;

/// <summary>What one server said to one question.</summary>
internal readonly struct DnsExchangeResult
{
    /// <summary>The whole answer; null when none came.</summary>
    public byte[]? Message { get; init; }

    /// <summary>Why none came; null otherwise.</summary>
    public string? Failure { get; init; }
}
