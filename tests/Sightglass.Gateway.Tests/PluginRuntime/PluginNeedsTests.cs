using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Schema;
using Sightglass.Gateway.Debugging;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Tests.Debugging;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Logging;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Tests.PluginRuntime;

/// <summary>Handlers that read requests' traces and logs.</summary>
public sealed class PluginNeedsTests : IAsyncDisposable
{
    private readonly FakeUpstream _upstream = FakeUpstream.Ok();
    private readonly TraceOutbox _outbox = new();
    private readonly TracingGate _gate = new();
    private readonly SessionRegistry _sessions;
    private readonly Reader _reader = new();
    private GatewayFixture? _gateway;

    public PluginNeedsTests() => _sessions = new SessionRegistry(_gate, TimeProvider.System, NullLogger<SessionRegistry>.Instance);

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        _sessions.Dispose();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(PluginNeeds.Trace, true, true, true)]
    [InlineData(PluginNeeds.Trace, false, true, false)]
    [InlineData(PluginNeeds.None, true, false, false)]
    public async Task Trace_Needed_IsThereInAccessAndLaterWhenAskedFor(PluginNeeds needs, bool keeps, bool inAccess, bool inLog)
    {
        (_reader.Needs, _reader.Keeps) = (needs, keeps);

        await GetAsync();

        Assert.Equal((inAccess, inLog), _reader.Seen.Single());
    }

    [Fact]
    public async Task Trace_WhereAccessNeverRan_IsThereInLog()
    {
        _reader.Needs = PluginNeeds.Trace;

        var response = await GetAsync(route => route with { Paths = ["/other"] });

        Assert.Equal(404, response.Status);
        Assert.Equal((false, true), _reader.Seen.Single());
    }

    [Fact]
    public async Task Trace_WantedBySessionToo_TheUpstreamsSpanIsTheSame()
    {
        (_reader.Needs, _reader.Keeps) = (PluginNeeds.Trace, true);
        Assert.True(_sessions.Start(Sessions.Spec()).Accepted);

        await GetAsync();

        await Eventually.TrueAsync(() => _outbox.Count == 1, "the session has the request");
        Assert.True(_outbox.Reader.TryRead(out var captured));
        var trace = captured.Request.Complete("node", ClockAnchor.Now(TimeProvider.System));
        var told = _upstream.Requests.Single()["x-told"]!;
        Assert.Equal(told, $"{trace.TraceId}-{trace.Spans.Single(span => span.Name == "kong.upstream.find_upstream").SpanId}");
    }

    [Fact]
    public async Task Logs_Needed_AreThoseOfTheRequestAndBounded()
    {
        (_reader.Needs, _reader.Keeps) = (PluginNeeds.Trace | PluginNeeds.Logs, true);
        _reader.Lines = RequestLogBuffer.Capacity + 5;

        await GetAsync();
        await _gateway!.GetAsync("/", "");

        await Eventually.TrueAsync(() => _reader.Logs.Count == 2, "both requests are over");
        Assert.All(_reader.Logs, logs =>
        {
            Assert.Equal(RequestLogBuffer.Capacity, logs.Count);
            Assert.Equal((LogLevel.Warning, "reader", "line 0"), (logs[0].Level, logs[0].Source, logs[0].Message));
            Assert.NotEqual(TraceRecorder.None, logs[0].Span);
        });
    }

    [Fact]
    public async Task Logs_NotNeeded_AreNotKept()
    {
        _reader.Lines = 1;

        await GetAsync();

        Assert.Empty(_reader.Logs.Single());
    }

    private async Task<RawResponse> GetAsync(Func<RouteConfig, RouteConfig>? route = null)
    {
        _gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(_upstream.EndPoint, route) with { Plugins = [Configurations.Plugin("reader")] },
            null,
            new DebugTracing(_sessions, _outbox, new TraceRecorderPool()),
            _reader);
        _gateway.Host.Runtime.Gate.Active = _sessions.Current.Sessions.Length > 0;
        var response = await _gateway.GetAsync("/", "");
        await Eventually.TrueAsync(() => !_reader.Seen.IsEmpty, "the request's log phase has run");
        return response;
    }

    private sealed class Reader : Plugin
    {
        public override string Name => "reader";

        public override int Priority => 1;

        public override PluginPhases Phases => PluginPhases.Access | PluginPhases.Log;

        public override RecordSchema ConfigSchema => RecordSchema.Empty;

        public PluginNeeds Needs { get; set; }

        public bool Keeps { get; set; }

        public int Lines { get; set; }

        public ConcurrentQueue<(bool InAccess, bool InLog)> Seen { get; } = new();

        public ConcurrentQueue<IReadOnlyList<RequestLogEntry>> Logs { get; } = new();

        public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services) => new Handler(this);
    }

    private sealed class Handler(Reader plugin) : PluginHandler
    {
        public override PluginNeeds Needs => plugin.Needs;

        public override ValueTask AccessAsync(PluginContext context)
        {
            for (var line = 0; line < plugin.Lines; line++)
            {
#pragma warning disable CA1848, CA2254 // The text is what the test is about.
                context.Log.LogWarning($"line {line}");
#pragma warning restore CA1848, CA2254
            }

            context.Items["traced"] = context.Trace is not null;
            if (context.Trace is { } trace)
            {
                context.ServiceRequest.SetHeader("x-told", $"{trace.TraceId}-{trace.UpstreamSpanId}");
            }

            if (plugin.Keeps)
            {
                context.KeepTrace();
            }

            return default;
        }

        public override ValueTask LogAsync(PluginContext context)
        {
            plugin.Logs.Enqueue(context.Logs);
            plugin.Seen.Enqueue((context.Items.TryGetValue("traced", out var traced) && traced is true, context.Trace is not null));
            return default;
        }
    }
}
