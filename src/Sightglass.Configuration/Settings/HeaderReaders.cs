namespace Sightglass.Configuration.Settings;

/// <summary>Readers of header lists.</summary>
internal static class HeaderReaders
{
    private static readonly (string Word, GatewayHeaders Value)[] Words =
    [
        ("server_tokens", GatewayHeaders.ServerTokens),
        ("latency_tokens", GatewayHeaders.LatencyTokens),
        ("Server", GatewayHeaders.Server),
        ("Via", GatewayHeaders.Via),
        ("X-Kong-Proxy-Latency", GatewayHeaders.ProxyLatency),
        ("X-Kong-Response-Latency", GatewayHeaders.ResponseLatency),
        ("X-Kong-Admin-Latency", GatewayHeaders.AdminLatency),
        ("X-Kong-Upstream-Latency", GatewayHeaders.UpstreamLatency),
        ("X-Kong-Upstream-Status", GatewayHeaders.UpstreamStatus),
        ("X-Kong-Request-Id", GatewayHeaders.RequestId),
    ];

    public static string? Response(string text, out GatewayHeaders value)
    {
        value = GatewayHeaders.None;
        foreach (var part in SettingReaders.Parts(text))
        {
            var found = Words.FirstOrDefault(w => w.Word.Equals(part, StringComparison.OrdinalIgnoreCase));
            if (found.Word is null)
            {
                return $"unknown header '{part}': expected off or some of {string.Join(", ", Words.Select(w => w.Word))}";
            }

            value |= found.Value;
        }

        return null;
    }

    /// <summary>Whether the request id goes to upstreams.</summary>
    public static string? Upstream(string text, out bool value)
    {
        value = text.Equals("X-Kong-Request-Id", StringComparison.OrdinalIgnoreCase);
        return value || text == "off" ? null : $"expected X-Kong-Request-Id or off, got '{text}'";
    }
}
