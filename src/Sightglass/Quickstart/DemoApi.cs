using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Sightglass.Quickstart;

/// <summary>
/// The upstream of the quickstart: a small orders API with the habits real ones have: most of it is fast, reports are slow, the
/// inventory sometimes answers 503, the export is large, the events trickle.
/// </summary>
internal sealed class DemoApi : IAsyncDisposable
{
    private const int ExportLines = 40_000;
    private static readonly TimeSpan ReportTime = TimeSpan.FromMilliseconds(360);
    private static readonly TimeSpan EventInterval = TimeSpan.FromMilliseconds(100);

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private int _inventoryRequests;
    private int _nextOrder = 1_000;

    private DemoApi(WebApplication app, TimeProvider time)
    {
        _app = app;
        _time = time;
    }

    /// <summary>Where it listens, once started.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>Starts it on loopback.</summary>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="time">The clock of its delays.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<DemoApi> StartAsync(int port, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        var app = builder.Build();
        var demo = new DemoApi(app, time);
        demo.Map(app);
        await app.StartAsync(cancellationToken);
        return demo;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/orders", () => Json("""{"orders":[{"id":1001,"total":49.90},{"id":1002,"total":12.00},{"id":1003,"total":230.10}]}"""));
        app.MapGet("/orders/{id:int}", (int id) => Json(string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}},"total":49.90,"state":"shipped"}""")));
        app.MapPost("/orders", async (HttpRequest request, CancellationToken cancellationToken) =>
        {
            // The whole order is read before it is accepted, as a real API would.
            await request.Body.CopyToAsync(Stream.Null, cancellationToken);
            var id = Interlocked.Increment(ref _nextOrder);
            return TypedResults.Text(
                string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}},"state":"accepted"}"""), "application/json", statusCode: 201);
        });
        app.MapGet("/reports", async (CancellationToken cancellationToken) =>
        {
            await Task.Delay(ReportTime, _time, cancellationToken);
            return Json("""{"report":"revenue","rows":[{"month":"2026-01","total":10450},{"month":"2026-02","total":11820}]}""");
        });
        app.MapGet("/inventory", () => Interlocked.Increment(ref _inventoryRequests) % 4 == 0
            ? TypedResults.Text("""{"error":"warehouse is not answering"}""", "application/json", statusCode: 503)
            : Json("""{"items":[{"sku":"lamp","count":14},{"sku":"lens","count":3}]}"""));
        app.MapGet("/export", ExportAsync);
        app.MapGet("/events", EventsAsync);
    }

    /// <summary>About 3 MB of CSV, sent as it is made: chunked, without a length.</summary>
    private static async Task ExportAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "text/csv";
        for (var line = 0; line < ExportLines && !cancellationToken.IsCancellationRequested; line++)
        {
            WriteLine(response, line);
            if (line % 500 == 499)
            {
                await response.BodyWriter.FlushAsync(cancellationToken);
            }
        }
    }

    private static void WriteLine(HttpResponse response, int line)
    {
        var target = response.BodyWriter.GetSpan(128);
        if (System.Text.Unicode.Utf8.TryWrite(target, CultureInfo.InvariantCulture, $"{line},2026-03-01T08:00:00Z,order-{line},shipped,warehouse-7,49.90,EUR\n", out var written))
        {
            response.BodyWriter.Advance(written);
        }
    }

    private async Task EventsAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        for (var number = 1; number <= 8; number++)
        {
            await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {number}\ndata: order {1000 + number} shipped\n\n"), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            await Task.Delay(EventInterval, _time, cancellationToken);
        }
    }

    private static ContentHttpResult Json(string text) => TypedResults.Text(text, "application/json");
}
