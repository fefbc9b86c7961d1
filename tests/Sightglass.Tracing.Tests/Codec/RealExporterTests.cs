using System.Diagnostics;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Model;
using Span = Sightglass.Tracing.Model.Span;
using SpanKind = Sightglass.Tracing.Catalogue.SpanKind;

namespace Sightglass.Tracing.Tests.Codec;

/// <summary>The OpenTelemetry exporter itself sends to a server, and what it sends is read.</summary>
public sealed partial class RealExporterTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Channel<(string Path, byte[] Body)> _received = Channel.CreateUnbounded<(string, byte[])>();
    private readonly WebApplication _server = Server();

    public async ValueTask InitializeAsync()
    {
        _server.Run(Receive);
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Decode_WhatTheTraceExporterSends_IsWhatTheClientRecorded()
    {
        using var source = new ActivitySource("shop");
        ActivityTraceId traceId;
        using (Sdk.CreateTracerProviderBuilder()
            .AddSource("shop")
            .ConfigureResource(resource => resource.Clear().AddService("shop", serviceInstanceId: "i-7"))
            .AddOtlpExporter(options => Configure(options, "v1/traces"))
            .Build())
        {
            traceId = Record(source);
        }

        var (path, body) = await NextAsync();
        var batch = OtlpTraces.Decode(body);
        Assert.Equal("/v1/traces", path);
        Assert.Equal(0, batch.RejectedSpans);
        var (trace, origin) = Assert.Single(batch.Traces);
        Assert.Equal(("shop", "i-7"), (origin.ServiceName, trace.NodeId));
        Assert.Equal((traceId, traceId.ToHexString()), (trace.TraceId, trace.RequestId));
        Assert.Equal(["GET /cart", "query"], trace.Spans.Select(span => span.Name));
        Check(trace.Spans[0], trace.Spans[1]);

        // And what is written here is read back the same: so the numbers of its fields are the exporter's too.
        Assert.Equal(Samples.TraceText.Of(trace), Samples.TraceText.Of(OtlpTraces.Decode(OtlpTraces.Encode([new(trace, origin)])).Traces[0].Trace));
    }

    [Fact]
    public async Task Decode_WhatTheLogExporterSends_IsWhatTheClientLogged()
    {
        using (var factory = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.ParseStateValues = true;
            options.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("shop"));
            options.AddOtlpExporter(exporter => Configure(exporter, "v1/logs"));
        })))
        {
            CartIsEmpty(factory.CreateLogger("Shop.Cart"), 42);
        }

        var (path, body) = await NextAsync();
        var entry = Assert.Single(OtlpLogs.Decode(body).Entries).Entry;
        Assert.Equal("/v1/logs", path);
        Assert.Equal((LogSeverity.Warn, "Shop.Cart"), (entry.Level, entry.Source));
        Assert.Contains("empty", entry.Message, StringComparison.Ordinal);
        Assert.Contains(entry.Attributes, attribute => attribute.Key == "Cart" && attribute.Value.AsInt == 42);
        Assert.True(entry.Time > 1_600_000_000_000_000_000);
    }

    private static ActivityTraceId Record(ActivitySource source)
    {
        using var request = source.StartActivity("GET /cart", ActivityKind.Server)!;
        request.SetTag("http.request.method", "GET");
        request.SetTag("http.response.status_code", 200);
        request.SetTag("cached", true);
        request.SetTag("ratio", 0.25);
        request.SetTag("items", new[] { "a", "b" });
        request.SetTag("long", long.MinValue);
        using (var query = source.StartActivity("query", ActivityKind.Client)!)
        {
            query.AddEvent(new ActivityEvent("retry", tags: new ActivityTagsCollection { ["attempt"] = 2 }));
            query.SetStatus(ActivityStatusCode.Error, "timeout");
        }

        return request.TraceId;
    }

    private static void Check(Span root, Span query)
    {
        Assert.Equal((SpanKind.Server, SpanKind.Client), (root.Kind, query.Kind));
        Assert.Null(root.ParentSpanId);
        Assert.Equal(root.SpanId, query.ParentSpanId);
        Assert.Equal((SpanStatus.Error, "timeout"), (query.Status, query.StatusMessage));
        Assert.True(root.StartTime > 1_600_000_000_000_000_000 && root.EndTime >= query.EndTime);
        Assert.Equal(
            ["String GET", "Int 200", "Bool true", "Double 0.25", "String [\"a\",\"b\"]", "Int -9223372036854775808"],
            root.Attributes.Select(attribute => $"{attribute.Value.Type} {attribute.Value}"));
        var happened = Assert.Single(query.Events);
        Assert.Equal(("retry", 2L), (happened.Name, happened.Attributes[0].Value.AsInt));
    }

    [LoggerMessage(1, LogLevel.Warning, "Cart {Cart} is empty")]
    private static partial void CartIsEmpty(ILogger logger, int cart);

    private static WebApplication Server()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        return builder.Build();
    }

    private void Configure(OtlpExporterOptions options, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri($"{_server.Urls.Single()}/{path}");
        options.ExportProcessorType = ExportProcessorType.Batch;
    }

    private async Task Receive(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        await _received.Writer.WriteAsync((context.Request.Path, body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
        await context.Response.Body.WriteAsync(OtlpResponse.Encode());
    }

    private async Task<(string Path, byte[] Body)> NextAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        return await _received.Reader.ReadAsync(deadline.Token);
    }
}
