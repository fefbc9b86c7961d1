using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Sightglass.Quickstart;

/// <summary>
/// Keeps the demo's service pointing at the demo API, whose port may differ from the last run's. Uses the public API, as anybody would; a
/// service that was deleted or renamed is left alone.
/// </summary>
internal static class DemoService
{
    public static async Task PointAtAsync(Uri api, string token, Guid controlPlaneId, int demoPort, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = api };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var path = $"/v2/control-planes/{controlPlaneId}/core-entities/services/{DemoConfiguration.ServiceName}";
        using var found = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        if (found.StatusCode == HttpStatusCode.NotFound)
        {
            return;
        }

        found.EnsureSuccessStatusCode();
        var service = (await found.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
        if ((int?)service["port"] == demoPort)
        {
            return;
        }

        service["port"] = demoPort;
        using var saved = await client.PutAsJsonAsync(path, service, cancellationToken);
        if (!saved.IsSuccessStatusCode)
        {
            throw new QuickstartException(
                $"The service '{DemoConfiguration.ServiceName}' could not be pointed at the demo API: {await saved.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }
}
