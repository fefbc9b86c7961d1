using System.Net;
using EndToEnd.Processes;

namespace EndToEnd.Resilience;

/// <summary>A node without its control plane serves on, and finds it again by itself.</summary>
public class ControlPlaneLossTests
{
    [Fact]
    public async Task Gateway_ControlPlaneKilled_ServesOnAndComesBack()
    {
        await using var processes = new SeparateProcesses();
        await processes.StartPlaneAsync();
        await ConfigureAsync(processes);
        await processes.StartGatewayAsync();
        using var client = new HttpClient { BaseAddress = processes.Proxy };
        await ServesAsync(client, processes);

        // The control plane is gone: the node serves, and it still does when it starts anew.
        await processes.KillPlaneAsync();
        Assert.Equal(HttpStatusCode.Gone, await GetAsync(client));
        await processes.StopGatewayAsync();
        await processes.StartGatewayAsync();
        Assert.Equal(HttpStatusCode.Gone, await GetAsync(client));

        // It is back: sessions reach the node without anybody's help.
        await processes.StartPlaneAsync();
        await NodeIsOnlineAsync(processes);
        var session = await processes.Api.StartSessionAsync("""{"name":"after the loss","max_traces":1}""");
        Assert.Equal(HttpStatusCode.Gone, await GetAsync(client));
        var trace = Assert.Single(await processes.Api.WaitForTracesAsync(session, 1));
        Assert.Equal(410, (int)trace!["status_code"]!);
    }

    [Fact]
    public async Task Session_ControlPlaneKilledWhileItRuns_DeliversWhatWasCapturedMeanwhile()
    {
        await using var processes = new SeparateProcesses();
        await processes.StartPlaneAsync();
        await ConfigureAsync(processes);
        await processes.StartGatewayAsync();
        using var client = new HttpClient { BaseAddress = processes.Proxy };
        await ServesAsync(client, processes);
        var session = await processes.Api.StartSessionAsync("""{"name":"through the loss"}""");

        await processes.KillPlaneAsync();
        Assert.Equal(HttpStatusCode.Gone, await GetAsync(client));
        Assert.Equal(HttpStatusCode.Gone, await GetAsync(client));
        await processes.StartPlaneAsync();

        Assert.Equal(2, (await processes.Api.WaitForTracesAsync(session, 2)).Count);
    }

    private static async Task ConfigureAsync(SeparateProcesses processes)
    {
        var entities = $"/v2/control-planes/{processes.Api.ControlPlaneId}/core-entities";
        var (status, route) = await processes.Api.SendAsync(HttpMethod.Post, entities + "/routes", """{"name":"gone","paths":["/gone"]}""");
        Assert.True(status == HttpStatusCode.Created, $"{(int)status}: {route}");
        (status, var plugin) = await processes.Api.SendAsync(
            HttpMethod.Post,
            entities + "/plugins",
            $$$"""{"name":"request-termination","route":{"id":"{{{(string)route!["id"]!}}}"},"config":{"status_code":410}}""");
        Assert.True(status == HttpStatusCode.Created, $"{(int)status}: {plugin}");
    }

    private static Task ServesAsync(HttpClient client, SeparateProcesses processes) => Eventually.IsTrueAsync(
        async () => await GetAsync(client) == HttpStatusCode.Gone,
        () => $"The gateway does not serve the configuration. It printed:\n{processes.Gateway.Output}");

    private static Task NodeIsOnlineAsync(SeparateProcesses processes) => Eventually.IsTrueAsync(
        () => Task.FromResult(processes.Gateway.Output.Contains("Connected to the control plane", StringComparison.Ordinal)),
        () => $"The node does not come back. It printed:\n{processes.Gateway.Output}");

    private static async Task<HttpStatusCode> GetAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/gone");
        return response.StatusCode;
    }
}
