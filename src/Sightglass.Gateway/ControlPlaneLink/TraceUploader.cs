using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Sightglass.Cluster;
using Sightglass.Cluster.Connect;
using Sightglass.Gateway.Debugging;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.ControlPlaneLink;

/// <summary>
/// Carries captured traces to the control plane's telemetry port, at least once: a batch is tried until it is taken, refused for good, or
/// too old. What is given up is counted in its sessions.
/// </summary>
internal sealed partial class TraceUploader(
    ControlPlaneLinkOptions options,
    ClusterCredentials credentials,
    Func<Guid?> controlPlaneId,
    TraceOutbox outbox,
    SessionRegistry sessions,
    TimeProvider time,
    ILogger<TraceUploader> logger)
{
    /// <summary>Traces in one request.</summary>
    private const int BatchSize = 64;

    /// <summary>How long a batch is tried: longer than a control plane takes to restart, shorter than anybody waits.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private static readonly MediaTypeHeaderValue Protobuf = new("application/x-protobuf");

    /// <summary>Runs until the outbox is complete and empty, or cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var client = CreateClient();
        var batch = new List<CapturedTrace>(BatchSize);
        try
        {
            while (await outbox.Reader.WaitToReadAsync(cancellationToken))
            {
                // Off the event loop: encoding is work, and the request that posted the trace must not do it.
                await Task.Yield();
                while (batch.Count < BatchSize && outbox.Reader.TryRead(out var trace))
                {
                    batch.Add(trace);
                }

                await DeliverAsync(client, batch, cancellationToken);
                batch.Clear();
                sessions.NotifyDelivered();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops; what is left is lost with it.
        }
    }

    private HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            SslOptions = credentials.ToTlsOptions(options.TelemetryServerName ?? options.Telemetry.Host),
        };
        return new HttpClient(handler)
        {
            BaseAddress = new UriBuilder("https", options.Telemetry.Host, options.Telemetry.Port).Uri,
            Timeout = RequestTimeout,
        };
    }

    private async Task DeliverAsync(HttpClient client, List<CapturedTrace> batch, CancellationToken cancellationToken)
    {
        var body = Encode(batch);
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
        var since = time.GetTimestamp();
        while (true)
        {
            var answer = await TryAsync(client, body, cancellationToken);
            if (answer.Taken)
            {
                ForEach(batch, session => session.Delivered());
                return;
            }

            if (answer.Final || time.GetElapsedTime(since) > GiveUpAfter)
            {
                GivenUp(logger, batch.Count, answer.Problem);
                ForEach(batch, session => session.Lost());
                return;
            }

            Retrying(logger, batch.Count, answer.Problem);
            await Task.Delay(answer.RetryAfter ?? backoff.Next(), time, cancellationToken);
        }
    }

    private byte[] Encode(List<CapturedTrace> batch)
    {
        // One anchor a batch: a trace's own instants lie close to it, and all are on the same monotonic clock.
        var anchor = ClockAnchor.Now(time);
        var origin = new TelemetryOrigin { NodeId = options.NodeId.ToString(), ControlPlaneId = controlPlaneId()?.ToString() };
        var traces = new List<TraceEnvelope>(batch.Count);
        foreach (var captured in batch)
        {
            var trace = captured.Request.Complete(origin.NodeId, anchor);
            captured.Request.Release();
            traces.Add(new TraceEnvelope(trace, origin with { SessionIds = [.. captured.Sessions.Select(session => session.Id.ToString())] }));
        }

        return OtlpTraces.Encode(traces);
    }

    private async Task<Answer> TryAsync(HttpClient client, byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = Protobuf;
            using var response = await client.PostAsync(new Uri(ClusterProtocol.TracesPath, UriKind.Relative), content, cancellationToken);
            await Task.Yield();
            if (response.IsSuccessStatusCode)
            {
                return new Answer(Taken: true, Final: true, "", null);
            }

            var problem = $"the control plane answered {(int)response.StatusCode}";
            var final = response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.RequestEntityTooLarge
                or HttpStatusCode.UnsupportedMediaType;
            return new Answer(Taken: false, final, problem, response.Headers.RetryAfter?.Delta);
        }
        catch (HttpRequestException e)
        {
            return new Answer(Taken: false, Final: false, e.InnerException?.Message ?? e.Message, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Answer(Taken: false, Final: false, $"no answer within {RequestTimeout.TotalSeconds} s", null);
        }
    }

    private static void ForEach(List<CapturedTrace> batch, Action<DebugSession> action)
    {
        foreach (var trace in batch)
        {
            foreach (var session in trace.Sessions)
            {
                action(session);
            }
        }
    }

    [LoggerMessage(EventId = 1741, Level = LogLevel.Warning, Message = "{Count} traces could not be delivered and are lost: {Problem}")]
    private static partial void GivenUp(ILogger logger, int count, string problem);

    [LoggerMessage(EventId = 1742, Level = LogLevel.Debug, Message = "{Count} traces wait for another try: {Problem}")]
    private static partial void Retrying(ILogger logger, int count, string problem);

    private readonly record struct Answer(bool Taken, bool Final, string Problem, TimeSpan? RetryAfter);
}
