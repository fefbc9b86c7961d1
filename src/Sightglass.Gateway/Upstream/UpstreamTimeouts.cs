namespace Sightglass.Gateway.Upstream;

/// <summary>How long one step of an exchange may take, in milliseconds, 1 to 2^31−2 (gateway.md 1.2). Default 60,000 each.</summary>
/// <param name="Connect">For TCP connect and, where used, the TLS handshake together.</param>
/// <param name="Write">Between two successive writes, not for the whole request.</param>
/// <param name="Read">Between two successive reads, not for the whole response.</param>
internal readonly record struct UpstreamTimeouts(int Connect, int Write, int Read)
{
    /// <summary>60 s for each step.</summary>
    public static UpstreamTimeouts Default { get; } = new(60_000, 60_000, 60_000);
}
