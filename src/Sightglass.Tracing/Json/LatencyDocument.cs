using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Json;

/// <summary>The division of a request's time, in nanoseconds.</summary>
public sealed record LatencyDocument
{
    public long Total { get; init; }

    public long Internal { get; init; }

    public long Upstream { get; init; }

    public long Client { get; init; }

    public ThirdPartyLatencyDocument ThirdParty { get; init; } = new();

    public static LatencyDocument From(LatencyBreakdown latency) => new()
    {
        Total = latency.Total,
        Internal = latency.Internal,
        Upstream = latency.Upstream,
        Client = latency.Client,
        ThirdParty = new ThirdPartyLatencyDocument
        {
            Total = latency.ThirdParty,
            Dns = latency.Dns,
            HttpClient = latency.HttpClient,
            Redis = latency.Redis,
            Tcpsock = latency.TcpSock,
        },
    };

    public LatencyBreakdown ToBreakdown() => new(
        Total, Internal, Upstream, Client, ThirdParty.Total, ThirdParty.Dns, ThirdParty.HttpClient, ThirdParty.Redis, ThirdParty.Tcpsock);
}
