using System.Net.Http.Headers;

namespace Sightglass.Quickstart;

/// <summary>
/// A gentle stream of requests through the gateway, so that a first debug session has something to show: about five a second, of every
/// kind the demo has, one at a time.
/// </summary>
/// <param name="proxy">The gateway.</param>
/// <param name="time">The clock that paces it.</param>
internal sealed class DemoTraffic(Uri proxy, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>One round; most requests are the common ones.</summary>
    private static readonly (string Method, string Path, string? Key)[] Round =
    [
        ("GET", "/orders", null),
        ("GET", "/inventory", null),
        ("GET", "/orders/1002", null),
        ("POST", "/orders", null),
        ("GET", "/partner/orders", DemoConfiguration.PartnerKey),
        ("GET", "/inventory", null),
        ("GET", "/orders?page=2", null),
        ("GET", "/reports", null),
        ("GET", "/partner/orders", "not-a-key"),
        ("GET", "/orders", null),
        ("GET", "/v1/orders", null),
        ("GET", "/inventory", null),
        ("GET", "/events", null),
        ("GET", "/orders/1003", null),
        ("GET", "/inventory", null),
        ("GET", "/nothing-here", null),
    ];

    /// <summary>Sends until cancelled. A gateway that is away is tried again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = proxy, Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("sightglass-demo", "1.0"));
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            for (var number = 0; await timer.WaitForNextTickAsync(cancellationToken); number++)
            {
                await SendAsync(client, Round[number % Round.Length], cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The quickstart is stopping.
        }
    }

    private static async Task SendAsync(HttpClient client, (string Method, string Path, string? Key) item, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(item.Method), item.Path);
        if (item.Key is not null)
        {
            request.Headers.Add("apikey", item.Key);
        }

        if (item.Method == "POST")
        {
            request.Content = new StringContent("""{"sku":"lamp","count":2}""", new MediaTypeHeaderValue("application/json"));
        }

        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        }
        catch (HttpRequestException)
        {
            // The gateway restarts or is gone; the next tick tries again.
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A request that timed out says nothing about the next.
        }
    }
}
