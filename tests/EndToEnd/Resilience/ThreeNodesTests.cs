using System.Net;
using System.Text.Json.Nodes;
using EndToEnd.Processes;

namespace EndToEnd.Resilience;

/// <summary>A session over several nodes is one: its limit holds over all of them, also when the control plane dies meanwhile.</summary>
public class ThreeNodesTests
{
    private const int Nodes = 3;

    [Fact]
    public async Task Limit_OneNodeBusyThenTheControlPlaneKilledThenAllBusy_IsMetExactlyAndNoTraceTwice()
    {
        const int Limit = 60;
        await using var processes = new SeparateProcesses(Nodes);
        await processes.StartPlaneAsync();
        await ConfigureAsync(processes);
        for (var node = 0; node < Nodes; node++)
        {
            await processes.StartGatewayAsync(node);
        }

        var clients = Enumerable.Range(0, Nodes).Select(node => new HttpClient { BaseAddress = processes.ProxyOf(node) }).ToArray();
        try
        {
            await Task.WhenAll(clients.Select(ServesAsync));
            var session = await processes.Api.StartSessionAsync($$"""{"name":"three nodes","max_traces":{{Limit}}}""");
            await Eventually.IsTrueAsync(
                async () => (await SessionAsync(processes, session))["data_plane_nodes"]!.AsArray().Count(node => (string?)node!["state"] == "active") == Nodes,
                () => "Not all nodes take part.");

            // More than a third from one node: it gets of what the others do not use.
            await Eventually.IsTrueAsync(
                async () =>
                {
                    await SendAsync(clients[0], 1);
                    return (int)(await SessionAsync(processes, session))["trace_count"]! >= 30;
                },
                () => "The busy node gets no more than its third.");

            // Without a control plane nodes go on with the shares they have; what they captured comes when it is back.
            await processes.KillPlaneAsync();
            await Task.WhenAll(clients.Select(client => SendAsync(client, 4)));
            await processes.StartPlaneAsync();
            await processes.Api.WaitForTracesAsync(session, 31);

            // All of them busy until the limit is met; a node that has used its share up gets of what is left.
            await Eventually.IsTrueAsync(
                async () =>
                {
                    await Task.WhenAll(clients.Select(client => SendAsync(client, 2)));
                    return (string?)(await SessionAsync(processes, session))["state"] == "completed";
                },
                () => "The session does not end.");

            var ended = await SessionAsync(processes, session);
            Assert.Equal("max_traces", (string?)ended["end_reason"]);
            Assert.Equal(Limit, (int)ended["trace_count"]!);
            var traces = await AllTracesAsync(processes, session);
            Assert.Equal(Limit, traces.Length);
            Assert.Equal(Limit, traces.Distinct().Count());
        }
        finally
        {
            foreach (var client in clients)
            {
                client.Dispose();
            }
        }
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

    private static Task ServesAsync(HttpClient client) => Eventually.IsTrueAsync(
        async () =>
        {
            using var response = await client.GetAsync("/gone");
            return response.StatusCode == HttpStatusCode.Gone;
        },
        () => $"{client.BaseAddress} does not serve the configuration.");

    private static async Task SendAsync(HttpClient client, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var response = await client.GetAsync("/gone");
            Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
        }
    }

    private static async Task<JsonNode> SessionAsync(SeparateProcesses processes, string session)
    {
        var (status, body) = await processes.Api.SendAsync(HttpMethod.Get, $"{processes.Api.Sessions}/{session}");
        Assert.Equal(HttpStatusCode.OK, status);
        return body!;
    }

    private static async Task<string[]> AllTracesAsync(SeparateProcesses processes, string session)
    {
        var (status, body) = await processes.Api.SendAsync(HttpMethod.Get, $"{processes.Api.Sessions}/{session}/traces?page[size]=100");
        Assert.Equal(HttpStatusCode.OK, status);
        return [.. body!["data"]!.AsArray().Select(trace => (string)trace!["request_id"]!)];
    }
}
