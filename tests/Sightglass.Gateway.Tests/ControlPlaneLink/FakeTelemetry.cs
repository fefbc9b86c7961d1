using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Sightglass.Gateway.Tests.Upstream;
using Sightglass.Tracing.Codec;

namespace Sightglass.Gateway.Tests.ControlPlaneLink;

/// <summary>A telemetry port over TLS that answers as the test says and remembers what it was sent.</summary>
internal sealed class FakeTelemetry : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeTelemetry(WebApplication app) => _app = app;

    public int Port { get; private init; }

    /// <summary>Request ids of each message, in the order of arrival.</summary>
    public ConcurrentQueue<string[]> Messages { get; } = new();

    public ConcurrentQueue<OtlpTraceBatch> Batches { get; } = new();

    public ConcurrentQueue<string> ContentTypes { get; } = new();

    /// <summary>Server names that were asked for.</summary>
    public ConcurrentQueue<string?> ServerNames { get; } = new();

    /// <summary>Subjects of the certificates that nodes showed.</summary>
    public ConcurrentQueue<string?> Clients { get; } = new();

    /// <param name="answer">Answers the n-th message, from 1: a status, with headers set on the response if needed.</param>
    /// <param name="certificateName">Whom its certificate is for.</param>
    /// <param name="port">0 for any.</param>
    public static async Task<FakeTelemetry> StartAsync(Func<int, string[], HttpResponse, int> answer, string certificateName = "localhost", int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        FakeTelemetry? server = null;
        var certificate = TestCertificates.Issue(certificateName);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
            listen.UseHttps(https =>
            {
                https.ServerCertificateSelector = (_, name) =>
                {
                    server!.ServerNames.Enqueue(name);
                    return certificate;
                };
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.AllowAnyClientCertificate();
            })));
        var app = builder.Build();
        app.Run(context => server!.ReceiveAsync(context, answer));
        await app.StartAsync();
        return server = new FakeTelemetry(app) { Port = new Uri(app.Urls.Single()).Port };
    }

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(hurry.Token);
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context, Func<int, string[], HttpResponse, int> answer)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Assert.Equal("/v1/traces", context.Request.Path);
        var batch = OtlpTraces.Decode(body.ToArray());
        var ids = batch.Traces.Select(trace => trace.Trace.RequestId).ToArray();
        int number;
        lock (Messages)
        {
            Messages.Enqueue(ids);
            number = Messages.Count;
        }

        Batches.Enqueue(batch);
        ContentTypes.Enqueue(context.Request.ContentType ?? "");
        Clients.Enqueue(context.Connection.ClientCertificate?.Subject);
        context.Response.StatusCode = answer(number, ids, context.Response);
    }
}
