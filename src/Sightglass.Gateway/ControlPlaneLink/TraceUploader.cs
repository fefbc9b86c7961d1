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

    /// <summary>The longest wait that the control plane can ask for: traces behind the batch wait as well.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(1);

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
        // The server name is that of the request's address, wherever the connection goes.
        var handler = credentials.CreateHandler(options.Telemetry.Host, options.Telemetry.Port);
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        return new HttpClient(handler)
        {
            BaseAddress = new UriBuilder("https", options.TelemetryServerName ?? options.Telemetry.Host, options.Telemetry.Port).Uri,
            Timeout = RequestTimeout,
        };
    }

    private async Task DeliverAsync(HttpClient client, List<CapturedTrace> batch, CancellationToken cancellationToken)
    {
        // One anchor a batch: a trace's own instants lie close to it, and all are on the same monotonic clock.
        var anchor = ClockAnchor.Now(time);
        var origin = new TelemetryOrigin { NodeId = options.NodeId.ToString(), ControlPlaneId = controlPlaneId()?.ToString() };
        var traces = new List<(TraceEnvelope Envelope, CapturedTrace Captured)>(batch.Count);
        foreach (var captured in batch)
        {
            var trace = captured.Request.Complete(origin.NodeId, anchor);
            captured.Request.Release();
            traces.Add((new TraceEnvelope(trace, origin with { SessionIds = [.. captured.Sessions.Select(session => session.Id.ToString())] }), captured));
        }

        var deadline = time.GetTimestamp() + (long)(GiveUpAfter.TotalSeconds * time.TimestampFrequency);
        await DeliverAsync(client, traces, deadline, cancellationToken);
    }

    private async Task DeliverAsync(
        HttpClient client, List<(TraceEnvelope Envelope, CapturedTrace Captured)> traces, long deadline, CancellationToken cancellationToken)
    {
        var body = OtlpTraces.Encode(traces.ConvertAll(trace => trace.Envelope));
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
        while (true)
        {
            var answer = await TryAsync(client, body, cancellationToken);
            if (answer.Status == HttpStatusCode.RequestEntityTooLarge && traces.Count > 1)
            {
                // One large trace must not take the others with it.
                var half = traces.Count / 2;
                await DeliverAsync(client, traces.GetRange(0, half), deadline, cancellationToken);
                await DeliverAsync(client, traces.GetRange(half, traces.Count - half), deadline, cancellationToken);
                return;
            }

            if (answer.Taken)
            {
                ForEach(traces, session => session.Delivered());
                return;
            }

            if (answer.Final || time.GetTimestamp() > deadline)
            {
                GivenUp(logger, traces.Count, answer.Problem);
                ForEach(traces, session => session.Lost());
                return;
            }

            Retrying(logger, traces.Count, answer.Problem);
            await Task.Delay(answer.RetryAfter ?? backoff.Next(), time, cancellationToken);
        }
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
                return new Answer(response.StatusCode, Taken: true, Final: true, "", null);
            }

            var problem = $"the control plane answered {(int)response.StatusCode}";
            var final = response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.RequestEntityTooLarge
                or HttpStatusCode.UnsupportedMediaType;
            var retryAfter = response.Headers.RetryAfter?.Delta;
            return new Answer(response.StatusCode, Taken: false, final, problem, retryAfter > LongestRetryAfter ? LongestRetryAfter : retryAfter);
        }
        catch (HttpRequestException e)
        {
            return new Answer(null, Taken: false, Final: false, e.InnerException?.Message ?? e.Message, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Answer(null, Taken: false, Final: false, $"no answer within {RequestTimeout.TotalSeconds} s", null);
        }
    }

    private static void ForEach(List<(TraceEnvelope Envelope, CapturedTrace Captured)> traces, Action<DebugSession> action)
    {
        foreach (var (_, captured) in traces)
        {
            foreach (var session in captured.Sessions)
            {
                action(session);
            }
        }
    }

    [LoggerMessage(EventId = 1741, Level = LogLevel.Warning, Message = "{Count} traces could not be delivered and are lost: {Problem}")]
    private static partial void GivenUp(ILogger logger, int count, string problem);

    [LoggerMessage(EventId = 1742, Level = LogLevel.Debug, Message = "{Count} traces wait for another try: {Problem}")]
    private static partial void Retrying(ILogger logger, int count, string problem);

    private readonly record struct Answer(HttpStatusCode? Status, bool Taken, bool Final, string Problem, TimeSpan? RetryAfter);
}
