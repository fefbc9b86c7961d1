using Sightglass.Tracing.Model;
using Truth.Peers;

namespace Truth.Gateways;

/// <summary>Steps that scenarios share.</summary>
internal static class Setup
{
    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    /// <summary>
    /// Sends a request that is not measured: code is compiled and connections are made; then arms the injection. What is sent next on the
    /// connection is the measured request.
    /// </summary>
    public static async Task WarmUpAsync(TruthGateway gateway, Client client, Injection injection)
    {
        await client.SendAsync();
        await gateway.NextTraceAsync();
        injection.Arm();
    }

    /// <summary>A gateway with the plugin before an upstream that answers at once; one request warm, one measured.</summary>
    public static async Task<Trace> MeasureAsync(Injection injection, ProbePlugin plugin, string response = Ok)
    {
        await using var upstream = Upstream.Answering(response);
        return await MeasureAsync(injection, upstream, plugin);
    }

    /// <summary>A gateway before the upstream; one request warm, one measured.</summary>
    public static async Task<Trace> MeasureAsync(Injection injection, Upstream upstream, params ProbePlugin[] plugins)
    {
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint, plugins), plugins);
        using var client = await Client.ConnectAsync(gateway.Address);
        await WarmUpAsync(gateway, client, injection);
        await client.SendAsync();
        return await gateway.NextTraceAsync();
    }
}
