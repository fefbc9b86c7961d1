using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Sightglass.Cluster;
using Sightglass.ControlPlane.Encryption;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Nodes;
using Sightglass.ControlPlane.Pki;
using Sightglass.ControlPlane.Storage;
using Sightglass.Tracing.Codec;

namespace Sightglass.ControlPlane.Ingest;

/// <summary>The telemetry port: OTLP/HTTP from nodes, protobuf or JSON, gzip or plain.</summary>
internal sealed class TelemetryServer(
    ClusterAuthority authority, CertificateRegistry registry, TraceIngest ingest, TimeProvider timeProvider, ILoggerFactory loggers) : IAsyncDisposable
{
    /// <summary>Bytes of a message, packed or unpacked.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const int RetryAfterSeconds = 5;
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";

    /// <summary>Messages read and taken apart at once; more wait. Each may need several times its size.</summary>
    private const int MaxAtOnce = 8;

    private readonly Room _room = new(MaxAtOnce);
    private readonly MutualTlsListener _listener = new(authority, registry, timeProvider, loggers);
    private readonly ILogger _logger = loggers.CreateLogger<TelemetryServer>();

    /// <summary>Where it listens, after it was started.</summary>
    public IPEndPoint? EndPoint => _listener.EndPoint;

    public Task StartAsync(IPEndPoint endPoint, CancellationToken cancellationToken) =>
        _listener.StartAsync(endPoint, MaxBytes, HandleAsync, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _room.Dispose();
    }

    private async Task HandleAsync(HttpContext context, Admission admission)
    {
        var response = context.Response;
        if (context.Request.Path != ClusterProtocol.TracesPath || !HttpMethods.IsPost(context.Request.Method))
        {
            await response.WriteProblemAsync(Problem.NotFound($"Send traces with POST {ClusterProtocol.TracesPath}."));
            return;
        }

        try
        {
            await TakeAsync(context, admission);
        }
        catch (OtlpFormatException e)
        {
            await response.WriteProblemAsync(Problem.BadRequest(e.Message));
        }
        catch (InvalidDataException e)
        {
            await response.WriteProblemAsync(Problem.BadRequest($"The body is not gzip: {e.Message}"));
        }
        catch (Exception e) when (e is StorageException or KeyUnavailableException)
        {
            _logger.IngestUnavailable(e);
            await response.WriteProblemAsync(Problem.Unavailable("Traces cannot be stored now.") with { RetryAfterSeconds = RetryAfterSeconds });
        }
        catch (BadHttpRequestException e)
        {
            await response.WriteProblemAsync(new Problem { Status = e.StatusCode, Title = "Bad Request", Detail = e.Message });
        }
    }

    private async Task TakeAsync(HttpContext context, Admission admission)
    {
        var type = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var parsed) ? parsed.MediaType.ToString().ToLowerInvariant() : "";
        if (type is not (Protobuf or Json))
        {
            await Unsupported(context, $"Send {Protobuf} or {Json}.");
            return;
        }

        Stream body;
        switch (context.Request.Headers.ContentEncoding.ToString().ToLowerInvariant())
        {
            case "" or "identity":
                body = context.Request.Body;
                break;
            case "gzip":
                body = new GZipStream(context.Request.Body, CompressionMode.Decompress);
                break;
            default:
                await Unsupported(context, "Send the body as it is, or with Content-Encoding: gzip.");
                return;
        }

        await using (body)
        {
            using var place = await _room.EnterAsync(context.RequestAborted);
            if (await BoundedReader.ReadAsync(body, MaxBytes, context.RequestAborted) is not { } bytes)
            {
                await context.Response.WriteProblemAsync(
                    new Problem { Status = 413, Title = "Content Too Large", Detail = $"A message may have at most {MaxBytes} bytes unpacked." });
                return;
            }

            var batch = type == Json ? OtlpTraces.DecodeJson(bytes.Span) : OtlpTraces.Decode(bytes.Span);
            var outcome = await ingest.TakeAsync(admission.ControlPlaneId!.Value, batch, context.RequestAborted);
            context.Response.ContentType = type;
            await context.Response.Body.WriteAsync(
                type == Json ? OtlpResponse.EncodeJson("Spans", outcome.RejectedSpans, outcome.Reason) : OtlpResponse.Encode(outcome.RejectedSpans, outcome.Reason),
                context.RequestAborted);
        }
    }

    private static Task Unsupported(HttpContext context, string detail) =>
        context.Response.WriteProblemAsync(new Problem { Status = 415, Title = "Unsupported Media Type", Detail = detail });
}
